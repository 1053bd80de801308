// Hands the client and the texts to whatever is below.
import type { Client, Config, Result } from "@doorcode/client";
import { createContext, useCallback, useContext, useEffect, useState, type ReactElement, type ReactNode } from "react";

import { tidy } from "./kept.js";
import { en } from "./texts-en.js";
import type { Texts } from "./texts.js";
import { useRetry } from "./use-retry.js";

interface Doorcode {
  readonly client: Client | undefined;
  readonly texts: Texts;
}

const Context = createContext<Doorcode>({ client: undefined, texts: en });

/** What a `DoorcodeProvider` is given. */
export interface DoorcodeProviderProps {
  /** Made once, outside of components. */
  readonly client: Client;
  /** `en` by default; `ar`, or your own: `{ ...en, … }`. */
  readonly texts?: Texts;
  readonly children?: ReactNode;
}

/** Hands a client and texts to the hooks and inputs below it. */
export function DoorcodeProvider({ client, texts = en, children }: DoorcodeProviderProps): ReactElement {
  useEffect(() => void tidy(client), [client]);
  return <Context.Provider value={{ client, texts }}>{children}</Context.Provider>;
}

/** The client of the nearest provider, or the one that is given. */
export function useClient(given?: Client): Client {
  const { client } = useContext(Context);
  const found = given ?? client;
  if (found === undefined) throw new Error("No client: put <DoorcodeProvider client={createClient(…)}> around this, or give one.");
  return found;
}

/** The texts of the nearest provider; English without one. */
export function useTexts(): Texts {
  return useContext(Context).texts;
}

const asked = new WeakMap<Client, Promise<Result<Config>>>();
const told = new WeakMap<Client, Config>();

/** What the server said it offers, if somebody has asked. */
export function knownConfig(client: Client): Config | undefined {
  return told.get(client);
}

/** What the server offers (`GET /config`): asked once for a client, however many components want it; where that failed, again when the
 * network is back, and after a while. */
export function useConfig(given?: Client): { readonly config: Config | undefined; readonly error: Result<Config>["error"] } {
  const client = useClient(given);
  const [result, setResult] = useState<Result<Config>>();
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let current = true;
    void ask(client).then((answer) => {
      if (current) setResult(answer);
    });
    return () => {
      current = false;
    };
  }, [client, turn]);
  const config = told.get(client) ?? result?.data;
  const error = config === undefined ? result?.error : undefined;
  useRetry(
    error,
    useCallback(() => setTurn((count) => count + 1), []),
  );
  return { config, error };
}

function ask(client: Client): Promise<Result<Config>> {
  const before = asked.get(client);
  if (before !== undefined) return before;
  const now = client.config().then((answer) => {
    // what failed is asked again by whoever comes next
    if (answer.error === undefined) told.set(client, answer.data);
    else asked.delete(client);
    return answer;
  });
  asked.set(client, now);
  return now;
}
