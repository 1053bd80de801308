// Who is signed in: keeps the pair of tokens, renews it once for everybody who shares it, and tells when it is over. Knows how to
// ask for a pair, and no other call.
import type { Failure } from "./failure.js";
import { oneAtATime } from "./lock.js";
import type { TokenStorage } from "./storage.js";
import type { TokenPair, Result, User } from "./types.js";

/** Milliseconds before its end at which an access token is renewed, or a tenth of its life if that is less. */
const EARLY = 30_000;

/** Why nobody is signed in any more. `signed_out`: this client asked for it. `refused`: the server ended the session.
 * `elsewhere`: another tab signed out. */
export type EndReason = "signed_out" | "refused" | "elsewhere";

/** Who is signed in. `loading` only while a storage that answers later is read. `user` is there once an answer told it. */
export type SessionState =
  | { readonly status: "loading" }
  | { readonly status: "signed_in"; readonly user: User | undefined }
  | { readonly status: "signed_out"; readonly reason: EndReason | undefined };

/** What became of the session. */
export type SessionEvent =
  | { readonly type: "started" }
  | { readonly type: "renewed" }
  | { readonly type: "updated" }
  | { readonly type: "ended"; readonly reason: EndReason };

/** The session of a client. */
export interface Session {
  /** Who is signed in, now. The same object until something changes. */
  readonly state: SessionState;
  /** Resolves when the storage was read. */
  readonly ready: Promise<void>;
  /** Calls `listener` at every change, also one made by another tab; the answer ends that. */
  subscribe(listener: (event: SessionEvent) => void): () => void;
  /** Calls `listener` when the session ends, with the reason; the answer ends that. */
  onEnd(listener: (reason: EndReason) => void): () => void;
  /** An access token that is still good, for calls to your own back end; `undefined` where nobody is signed in. */
  token(): Promise<Result<string | undefined>>;
  /** Takes over a pair that was got otherwise. */
  start(pair: TokenPair, user?: User): Promise<void>;
  /** Forgets the session here, without a call: `client.logout()` ends it at the server, too. */
  forget(): Promise<void>;
  /** Stops listening to other tabs. */
  close(): void;
}

interface Tokens {
  readonly token: string;
  readonly refreshToken: string;
  /** By this device's clock, in milliseconds since 1970. */
  readonly renewAt: number;
  readonly endsAt: number;
  /** The account, where the sign-in told it: two sessions of one account may share what is known of it. */
  readonly owner: number | undefined;
}

/** What tabs tell each other: the holder of `from` now has `to`. */
interface Notice {
  readonly from: string | undefined;
  readonly to: Tokens | undefined;
}

/** A `Session`, and what only the client may do with it. */
export class SessionKeeper implements Session {
  readonly ready: Promise<void>;
  #state: SessionState = { status: "loading" };
  #tokens: Tokens | undefined;
  #serial = 0;
  #renewing: Promise<Failure | undefined> | undefined;
  /** Whether the storage failed: then what is known here counts, and not what it holds. */
  #alone = false;
  readonly #listeners = new Set<(event: SessionEvent) => void>();
  readonly #tabs: Tabs;

  constructor(
    private readonly storage: TokenStorage,
    private readonly key: string,
    private readonly renewal: (refreshToken: string) => Promise<Result<TokenPair>>,
    shared: boolean,
  ) {
    this.#tabs = new Tabs(shared ? key : undefined, (notice) => void this.#heard(notice));
    const kept = first(storage, key);
    // whatever promises a storage makes, React Native's and others
    this.ready =
      typeof kept === "object" && kept !== null && "then" in kept
        ? Promise.resolve(kept).then(
            (text) => this.#adopt(parse(text)),
            () => this.#adopt(undefined),
          )
        : Promise.resolve(this.#adopt(parse(kept)));
  }

  get state(): SessionState {
    return this.#state;
  }

  /** Which session this is: another number with every one that begins or ends. */
  get serial(): number {
    return this.#serial;
  }

  subscribe(listener: (event: SessionEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onEnd(listener: (reason: EndReason) => void): () => void {
    return this.subscribe((event) => {
      if (event.type === "ended") listener(event.reason);
    });
  }

  async token(): Promise<Result<string | undefined>> {
    await this.ready;
    const tokens = this.#tokens;
    if (tokens === undefined || Date.now() < tokens.renewAt) return good(tokens?.token);
    const error = await this.renew(tokens.token);
    // what could not be renewed is good until its end
    if (error !== undefined && Date.now() >= tokens.endsAt) return { data: undefined, error, response: undefined };
    return good(this.#tokens?.token);
  }

  async start(pair: TokenPair, user?: User): Promise<void> {
    // what an earlier session left is read first, or it would take the place of this one
    await this.ready;
    // it follows no other: a tab that held the one before keeps that
    await this.#inTurn(() => this.#write(tokensOf(pair, user?.id), undefined));
    this.#become({ status: "signed_in", user }, { type: "started" });
  }

  async forget(): Promise<void> {
    await this.ready;
    await this.#inTurn(() => this.#end("signed_out"));
  }

  /** Ends the session while nothing renews it: `work` is given its refresh token, and the session is over whatever comes of it. */
  async finish<Value>(work: (refreshToken: string | undefined) => Promise<Value>): Promise<Value> {
    await this.ready;
    return this.#inTurn(async () => {
      try {
        return await work((await this.#read())?.refreshToken ?? this.#tokens?.refreshToken);
      } finally {
        await this.#end("signed_out");
      }
    });
  }

  /** Notes what an answer said about the account. */
  sawUser(user: User): void {
    if (this.#state.status === "signed_in") this.#become({ status: "signed_in", user }, { type: "updated" });
  }

  /** Sees to it that the access token is another one than `stale`. A failure means that it is not. */
  renew(stale: string): Promise<Failure | undefined> {
    this.#renewing ??= this.#inTurn(() => this.#renewed(stale)).finally(() => (this.#renewing = undefined));
    return this.#renewing;
  }

  close(): void {
    this.#tabs.close();
  }

  async #renewed(stale: string): Promise<Failure | undefined> {
    const kept = await this.#read();
    // another client or tab was first, or signed out
    if (kept?.token !== stale) {
      this.#adopt(kept);
      return undefined;
    }
    const { data, error } = await this.renewal(kept.refreshToken);
    if (error === undefined) {
      await this.#write(tokensOf(data, kept.owner), kept.refreshToken);
      this.#tell({ type: "renewed" });
      return undefined;
    }
    // only doorcode's own word ends a session: a proxy's page does not
    if (error.problem !== undefined && [400, 401, 403].includes(error.problem.status)) await this.#end("refused");
    return error;
  }

  async #write(tokens: Tokens, from: string | undefined): Promise<void> {
    this.#tokens = tokens;
    await this.#keep(tokens);
    this.#tabs.tell({ from, to: tokens });
  }

  // A storage that takes nothing (full, or forbidden) costs the reload; the session goes on in memory.
  async #keep(tokens: Tokens | undefined): Promise<void> {
    try {
      if (tokens === undefined) await this.storage.removeItem(this.key);
      else await this.storage.setItem(this.key, JSON.stringify(tokens));
      this.#alone = false;
    } catch {
      this.#alone = true;
    }
  }

  async #end(reason: EndReason): Promise<void> {
    const from = this.#tokens?.refreshToken;
    this.#tokens = undefined;
    await this.#keep(undefined);
    this.#tabs.tell({ from, to: undefined });
    if (this.#state.status !== "signed_out") this.#become({ status: "signed_out", reason }, { type: "ended", reason });
  }

  // Another tab wrote. Tabs that share the storage find it there; one with a storage of its own (a duplicated tab and its
  // sessionStorage) takes it over where it held the same session, for the old refresh token is spent. A notice may be late: what is
  // newer in the storage stays.
  async #heard(notice: Notice | undefined): Promise<void> {
    await this.ready;
    const mine = this.#tokens?.refreshToken;
    const kept = await this.#read();
    const next = notice !== undefined && mine !== undefined && notice.from === mine && kept?.refreshToken === mine ? notice.to : kept;
    if (next !== kept) await this.#keep(next);
    this.#adopt(next);
  }

  /** Takes over what is in the storage. */
  #adopt(tokens: Tokens | undefined): void {
    const before = this.#tokens;
    this.#tokens = tokens;
    if (tokens !== undefined) {
      const same = this.#state.status === "signed_in" && tokens.owner !== undefined && before?.owner === tokens.owner;
      if (!same && before?.token !== tokens.token) this.#become({ status: "signed_in", user: undefined }, { type: "started" });
      else if (before?.token !== tokens.token) this.#tell({ type: "renewed" });
    } else if (this.#state.status === "signed_in") {
      this.#become({ status: "signed_out", reason: "elsewhere" }, { type: "ended", reason: "elsewhere" });
    } else if (this.#state.status === "loading") {
      this.#become({ status: "signed_out", reason: undefined }, { type: "updated" });
    }
  }

  async #read(): Promise<Tokens | undefined> {
    if (this.#alone) return this.#tokens;
    try {
      return parse(await this.storage.getItem(this.key));
    } catch {
      return this.#tokens;
    }
  }

  #inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    return oneAtATime(this.storage, this.key, work);
  }

  #become(state: SessionState, event: SessionEvent): void {
    this.#state = state;
    if (event.type !== "updated") this.#serial += 1;
    this.#tell(event);
  }

  #tell(event: SessionEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }
}

/** The other tabs of this browser; nobody, where there are none. */
class Tabs {
  #channel: BroadcastChannel | undefined;
  readonly #stop: () => void;

  constructor(key: string | undefined, heard: (notice: Notice | undefined) => void) {
    // a program without a document has no tabs
    if (key === undefined || typeof document === "undefined" || typeof addEventListener === "undefined") {
      this.#stop = () => undefined;
      return;
    }
    const changed = (event: StorageEvent): void => {
      if (event.key === key || event.key === null) heard(undefined);
    };
    addEventListener("storage", changed);
    this.#channel = typeof BroadcastChannel === "undefined" ? undefined : new BroadcastChannel(key);
    if (this.#channel !== undefined) this.#channel.onmessage = (message: MessageEvent<Notice>) => heard(message.data);
    this.#stop = () => removeEventListener("storage", changed);
  }

  tell(notice: Notice): void {
    this.#channel?.postMessage(notice);
  }

  close(): void {
    this.#stop();
    this.#channel?.close();
    this.#channel = undefined;
  }
}

function good<Value>(data: Value): Result<Value> {
  return { data, error: undefined, response: undefined };
}

function tokensOf(pair: TokenPair, owner: number | undefined): Tokens {
  const life = pair.expires_in * 1000;
  const endsAt = Date.now() + life;
  return { token: pair.token, refreshToken: pair.refresh_token, renewAt: endsAt - Math.min(EARLY, life / 10), endsAt, owner };
}

// A storage that throws is one that holds nothing.
function first(storage: TokenStorage, key: string): string | null | Promise<string | null> {
  try {
    return storage.getItem(key);
  } catch {
    return null;
  }
}

// What a storage holds may be anybody's: read as if it were a stranger's.
function parse(text: string | null): Tokens | undefined {
  try {
    const kept: unknown = JSON.parse(text ?? "null");
    return isTokens(kept) ? kept : undefined;
  } catch {
    return undefined;
  }
}

function isTokens(kept: unknown): kept is Tokens {
  return (
    typeof kept === "object" &&
    kept !== null &&
    "token" in kept &&
    typeof kept.token === "string" &&
    "refreshToken" in kept &&
    typeof kept.refreshToken === "string" &&
    "renewAt" in kept &&
    typeof kept.renewAt === "number" &&
    "endsAt" in kept &&
    typeof kept.endsAt === "number" &&
    (!("owner" in kept) || typeof kept.owner === "number")
  );
}
