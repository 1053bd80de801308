// Who is signed in, for components.
import type { Client, EndReason, Failure, User } from "@doorcode/client";
import { useCallback, useEffect, useSyncExternalStore } from "react";

import { useClient } from "./provider.js";

/** Who is signed in, and the way out. */
export interface SessionView {
  readonly status: "loading" | "signed_in" | "signed_out";
  /** The account; after a reload a moment later than `status`. */
  readonly user: User | undefined;
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
const loads = new WeakMap<Client, Promise<Failure | undefined>>();

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
  useEffect(() => {
    if (unknown) void load(client);
  }, [client, unknown]);
  return {
    status: state.status,
    user: state.status === "signed_in" ? state.user : undefined,
    reason: state.status === "signed_out" ? state.reason : undefined,
    signOut: useCallback(async () => (await client.logout()).error, [client]),
    signOutEverywhere: useCallback(async () => (await client.logoutAll()).error, [client]),
    reload: useCallback(() => load(client), [client]),
  };
}

// One question for all components that want to know.
function load(client: Client): Promise<Failure | undefined> {
  const before = loads.get(client);
  if (before !== undefined) return before;
  const now = client.me().then(({ error }) => {
    loads.delete(client);
    return error;
  });
  loads.set(client, now);
  return now;
}
