// Who is signed in, for components.
import type { Client, EndReason, Failure, SessionState, User } from "@doorcode/client";
import { useCallback, useEffect, useState, useSyncExternalStore } from "react";

import { useClient } from "./provider.js";
import { useRetry } from "./use-retry.js";

/** Who is signed in, and the way out. */
export interface SessionView {
  readonly status: "loading" | "signed_in" | "signed_out";
  /** The account; after a reload a moment later than `status`. */
  readonly user: User | undefined;
  /** Why `user` is not there yet. It is asked for again when the network is back, after a while, and with `reload`. */
  readonly error: Failure | undefined;
  /** Why nobody is signed in any more; `undefined` where nobody was. */
  readonly reason: EndReason | undefined;
  /** Ends this session, here in any case; the failure says that the server does not know yet. */
  readonly signOut: () => Promise<Failure | undefined>;
  /** Ends every session of the account. */
  readonly signOutEverywhere: () => Promise<Failure | undefined>;
  /** Asks for the account again. */
  readonly reload: () => Promise<Failure | undefined>;
}

const LOADING = { status: "loading" } as const;
/** Under way: by the state it was asked in, so that what is asked about one account is not the other's answer. */
const loads = new WeakMap<SessionState, Promise<Failure | undefined>>();

/** Who is signed in. Follows the client's session, other tabs included. */
export function useSession(given?: Client): SessionView {
  const client = useClient(given);
  const { session } = client;
  const subscribe = useCallback((listener: () => void) => session.subscribe(listener), [session]);
  const state = useSyncExternalStore(
    subscribe,
    () => session.state,
    () => LOADING,
  );
  const unknown = state.status === "signed_in" && state.user === undefined;
  const [failed, setFailed] = useState<{ readonly state: SessionState; readonly error: Failure | undefined }>();
  const reload = useCallback(async () => {
    const asked = client.session.state;
    const error = await load(client);
    setFailed({ state: asked, error });
    return error;
  }, [client]);
  useEffect(() => {
    if (unknown) void reload();
  }, [reload, state, unknown]);
  const error = unknown && failed?.state === state ? failed.error : undefined;
  useRetry(error, reload);
  return {
    status: state.status,
    user: state.status === "signed_in" ? state.user : undefined,
    error,
    reason: state.status === "signed_out" ? state.reason : undefined,
    signOut: useCallback(async () => (await client.logout()).error, [client]),
    signOutEverywhere: useCallback(async () => (await client.logoutAll()).error, [client]),
    reload,
  };
}

// One question for all components that want to know.
function load(client: Client): Promise<Failure | undefined> {
  const { state } = client.session;
  const before = loads.get(state);
  if (before !== undefined) return before;
  const now = client
    .me()
    .then(({ error }) => error)
    .finally(() => loads.delete(state));
  loads.set(state, now);
  return now;
}
