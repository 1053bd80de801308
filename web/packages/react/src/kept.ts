// What codes leave in storages for a reload, and its end: a session or a proof may be over while no component shows the code.
import type { Client } from "@doorcode/client";

import { routes } from "./otp-purposes.js";

/** Where a code survives a reload. */
export interface ReloadStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

const PREFIX = "doorcode.otp.";
const ofSession = Object.entries(routes).flatMap(([purpose, route]) => (route.signedIn ? [purpose] : []));

/** The key of a code; `name` tells two of one purpose apart. */
export function keyOf(purpose: string, name: string | undefined): string {
  return `${PREFIX}${purpose}${name === undefined ? "" : `.${name}`}`;
}

/** The tab's `sessionStorage`, where there is one. */
export function tabStorage(): ReloadStorage | undefined {
  try {
    return typeof sessionStorage === "undefined" ? undefined : sessionStorage;
  } catch {
    return undefined;
  }
}

/** Removes what is kept by `key`. */
export function forget(storage: ReloadStorage | undefined, key: string): void {
  try {
    storage?.removeItem(key);
  } catch {
    // what cannot be removed is over all the same
  }
}

/** Calls `listener` when a session is over, or another one takes its place; the answer ends that. */
export function onSessionOver(client: Client, listener: () => void): () => void {
  let before = client.session.state.status;
  return client.session.subscribe(({ type }) => {
    const { status } = client.session.state;
    const over = type === "ended" || (type === "started" ? before === "signed_in" : before === "loading" && status === "signed_out");
    before = status;
    if (over) listener();
  });
}

/** For each client the keys in other storages than the tab's. */
const places = new WeakMap<Client, Map<string, ReloadStorage>>();

/** Sees to it that what this client's codes leave is removed when it is over, for as long as the page lives. */
export function tidy(client: Client): Map<string, ReloadStorage> {
  const before = places.get(client);
  if (before !== undefined) return before;
  const others = new Map<string, ReloadStorage>();
  places.set(client, others);
  const remove = (isOver: (key: string, storage: ReloadStorage) => boolean): void => {
    const tab = tabStorage();
    const inTab = Object.keys(tab ?? {}).map((key): [string, typeof tab] => [key, tab]);
    for (const [key, storage] of [...inTab, ...others]) {
      if (storage !== undefined && key.startsWith(PREFIX) && isOver(key, storage)) forget(storage, key);
    }
  };
  const endSession = (): void => remove((key) => ofSession.includes(key.slice(PREFIX.length).split(".")[0] ?? ""));
  onSessionOver(client, endSession);
  if (client.session.state.status === "signed_out") endSession();
  client.onProofUsed((token) => remove((key, storage) => tokenIn(storage, key) === token));
  return others;
}

function tokenIn(storage: ReloadStorage, key: string): unknown {
  try {
    return JSON.parse(storage.getItem(key) ?? "null")?.data?.verification_token;
  } catch {
    return undefined;
  }
}
