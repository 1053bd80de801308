// The client: every operation of the document as a function, over openapi-fetch. Nothing is sent before the first call; what the
// storage holds is read at once. Nothing but `fetch` is needed: a browser, Node 20 and React Native will do.
import openapiFetch from "openapi-fetch";

import { Clock } from "./clock.js";
import { Failure, failureOf, failureWithoutAnswer, isNetworkFailure, type NetworkCode } from "./failure.js";
import { places, type Place } from "./operations.js";
import { SessionKeeper, type Session } from "./session.js";
import { MemoryStorage, type TokenStorage } from "./storage.js";
import type { CallOptions, Data, Operations, OperationId, TokenPair, Result, User } from "./types.js";

/** How a client is made. */
export interface ClientOptions {
  /** Where doorcode is, for example `https://otp.example.com`; in a browser also a path such as `/`. */
  readonly baseUrl: string;
  /** Where the session is kept: `memoryStorage()` by default, `browserStorage("local")`, React Native's AsyncStorage. */
  readonly storage?: TokenStorage | undefined;
  /** The key it is kept by; another one for a second client in the same page. `doorcode.session` by default. */
  readonly storageKey?: string | undefined;
  /** In place of the global `fetch`. */
  readonly fetch?: ((request: Request) => Promise<Response>) | undefined;
  /** Milliseconds to wait for a whole answer, a refresh before it included; 15,000 by default, more than the server gives itself.
   * `Infinity` waits for ever. */
  readonly timeout?: number | undefined;
  /** Name and secret of a back end (`API_CLIENTS`), for the operations that redeem and introspect. Never in a page. */
  readonly backEnd?: { readonly name: string; readonly secret: string } | undefined;
}

/** Every operation by its id, the session, and the server's clock. */
export type Client = Operations & {
  readonly session: Session;
  readonly clock: Clock;
  /** As it was given. */
  readonly baseUrl: string;
  /** Calls `listener` with each verification token that an operation of this client has used up; the answer ends that. */
  readonly onProofUsed: (listener: (token: string) => void) => () => void;
};

/** Milliseconds. */
const TIMEOUT = 15_000;

/** Milliseconds until a refresh is repeated: well within the ten seconds in which the server takes a spent refresh token again. */
const REFRESH_AGAIN = 4_000;

/** The longest a timer can run, in milliseconds. */
const LONGEST = 2 ** 31 - 1;

/** The paths as openapi-fetch wants them, where the operation is not known before run time. */
type Paths = Record<string, Record<Place["method"], Anything>>;
interface Anything {
  parameters: { path?: Record<string, unknown> };
  requestBody?: { content: { "application/json": unknown } };
  responses: { 200: { content: { "application/json": unknown } } };
}

/** Makes a client of one server. */
export function createClient(options: ClientOptions): Client {
  const storage = options.storage ?? new MemoryStorage();
  const caller = new Caller(options);
  const refresh = (refreshToken: string, most: number): Promise<Result<TokenPair>> =>
    caller.call("refresh", { refresh_token: refreshToken }, undefined, { timeout: Math.min(caller.timeout, most) });
  const renewal = async (refreshToken: string): Promise<Result<TokenPair>> => {
    const first = await refresh(refreshToken, REFRESH_AGAIN);
    // the token may be spent and the answer lost: asked again at once, the server gives another pair
    return first.error !== undefined && isNetworkFailure(first.error) ? refresh(refreshToken, TIMEOUT) : first;
  };
  const key = options.storageKey ?? "doorcode.session";
  const session = new SessionKeeper(storage, key, renewal, !(storage instanceof MemoryStorage));

  const listeners = new Set<(token: string) => void>();
  const onProofUsed = (listener: (token: string) => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };

  const call = async (id: OperationId, input: Fields, how: CallOptions): Promise<Result<unknown>> => {
    if (id === "logout") return leave(caller, session, input, how);
    if (places[id].auth === "bearer") await session.ready;
    const asked = session.serial;
    const result = await withToken(caller, session, id, input, how);
    if (result.error !== undefined) return result;
    // before the session begins: whoever kept a proof may be gone from the page then
    for (const token of usedUp(id, input)) for (const listener of [...listeners]) listener(token);
    await remember(session, asked, id, result.data);
    return result;
  };
  const operations = Object.fromEntries(
    ids.map((id) => [id, (input: Fields = {}, how: CallOptions = {}) => call(id, input, how)]),
  );
  // `places` names every operation (its type says so), and what each is given and answers is the document's word
  return Object.assign(operations as unknown as Operations, { session, clock: caller.clock, baseUrl: options.baseUrl, onProofUsed });
}

type Fields = Readonly<Record<string, unknown>>;

const ids = Object.keys(places).filter((id): id is OperationId => id in places);

/** Calls with the session's token where the operation wants one; once more with a new one where it was refused. */
async function withToken(
  caller: Caller,
  session: SessionKeeper,
  id: OperationId,
  input: Fields,
  how: CallOptions,
): Promise<Result<Data<OperationId>>> {
  if (places[id].auth !== "bearer") return caller.call(id, input, undefined, how);
  // one patience for all of it; a refresh that somebody else may wait for goes on without it
  const patience = new Patience(how.timeout ?? caller.timeout, how.signal);
  try {
    const token = await patience.for(session.token());
    if (token.error !== undefined) return token;
    const result = await caller.callWith(patience, id, input, token.data);
    // a call that was refused for its token did nothing: it may be repeated
    if (result.error?.code !== "unauthorized" || token.data === undefined) return result;
    const error = await patience.for(session.renew(token.data));
    // a refresh that did not get through says more than that the old token is over
    if (error !== undefined) return session.state.status === "signed_in" ? refused(error, undefined) : result;
    const renewed = (await patience.for(session.token())).data;
    return renewed === undefined ? result : await caller.callWith(patience, id, input, renewed);
  } catch (cause) {
    if (patience.outcome === undefined) throw cause;
    return refused(failureWithoutAnswer(patience.outcome, cause), undefined);
  } finally {
    patience.end();
  }
}

/** Signs out: by the refresh token, so that an access token that is over does not stand in the way. */
function leave(caller: Caller, session: SessionKeeper, input: Fields, how: CallOptions): Promise<Result<unknown>> {
  if (typeof input["refresh_token"] === "string") return caller.call("logout", input, undefined, how);
  return session.finish((refreshToken) => caller.call("logout", { refresh_token: refreshToken }, undefined, how));
}

/** The verification tokens that are spent with a call that went well. */
function usedUp(id: OperationId, input: Fields): readonly string[] {
  // without a new password a reset only looks at its proof
  if (id === "forgotPasswordOtp" && typeof input["new_password"] !== "string") return [];
  return [input["verification_token"], input["email_verification_token"]].filter((token) => typeof token === "string");
}

/** What an answer means for the session; `asked` is the one it was asked in, which may be over by now. */
async function remember(session: SessionKeeper, asked: number, id: OperationId, data: unknown): Promise<void> {
  switch (id) {
    case "registerWithOtp":
    case "login":
    case "loginVerify":
    case "loginWithOtp":
      // signing in with a code answers the first step, too
      if (isPair(data)) await session.start(data, data.user);
      return;
    case "me":
    case "updateMe":
    case "setEmail":
      if (isUser(data) && session.serial === asked) session.sawUser(data);
      return;
    case "logoutAll":
    case "deleteMe":
      if (session.serial === asked) await session.forget();
      return;
    default:
      return;
  }
}

function isPair(data: unknown): data is TokenPair & { user?: User } {
  return typeof data === "object" && data !== null && "token" in data && "refresh_token" in data && "expires_in" in data;
}

function isUser(data: unknown): data is User {
  return typeof data === "object" && data !== null && "id" in data && "created_at" in data;
}

/** One call, and what came of it: never throws for what a server or a network does. */
class Caller {
  readonly clock = new Clock();
  #api: ReturnType<typeof openapiFetch<Paths>> | undefined;

  constructor(private readonly options: ClientOptions) {}

  /** Milliseconds, where a call does not say. */
  get timeout(): number {
    return this.options.timeout ?? TIMEOUT;
  }

  async call<Id extends OperationId>(
    id: Id,
    input: Fields,
    token: string | undefined,
    how: CallOptions,
  ): Promise<Result<Data<Id>>> {
    const patience = new Patience(how.timeout ?? this.timeout, how.signal);
    try {
      return await this.callWith(patience, id, input, token);
    } finally {
      patience.end();
    }
  }

  async callWith<Id extends OperationId>(
    patience: Patience,
    id: Id,
    input: Fields,
    token: string | undefined,
  ): Promise<Result<Data<Id>>> {
    const place: Place = places[id];
    const path = Object.fromEntries(place.params.map((name) => [name, input[name]]));
    const fields = Object.fromEntries(Object.entries(input).filter(([name]) => !place.params.includes(name)));
    const api = (this.#api ??= this.#made());
    let response: Response | undefined;
    const sent = Date.now();
    try {
      const asked = api.request(place.method, place.path, {
        params: { path },
        ...(place.body ? { body: fields } : {}),
        headers: this.#authorization(place, token),
        signal: patience.signal,
        fetch: async (request: Request) => {
          response = await (this.options.fetch ?? globalThis.fetch)(request);
          this.clock.observe(response.headers.get("date"), sent, Date.now());
          return response;
        },
      });
      // not every `fetch` hears its signal
      const answer = await patience.for(asked);
      response = answer.response;
      if (!response.ok) return refused(failureOf(response, answer.error), response);
      if (response.status !== 204 && (typeof answer.data !== "object" || answer.data === null)) {
        return refused(failureOf(response, undefined), response);
      }
      // what a success answers is the document's word, which the server is tested against
      return { data: answer.data as Data<Id>, error: undefined, response };
    } catch (cause) {
      return refused(failureWithoutAnswer(patience.outcome ?? outcomeOf(cause, response), cause), response);
    }
  }

  #made(): ReturnType<typeof openapiFetch<Paths>> {
    return openapiFetch<Paths>({ baseUrl: absolute(this.options.baseUrl), cache: "no-store" });
  }

  #authorization(place: Place, token: string | undefined): Record<string, string> {
    if (place.auth === "bearer") return token === undefined ? {} : { authorization: `Bearer ${token}` };
    const { backEnd } = this.options;
    if (place.auth !== "client" || backEnd === undefined) return {};
    const bytes = new TextEncoder().encode(`${backEnd.name}:${backEnd.secret}`);
    return { authorization: `Basic ${btoa(String.fromCharCode(...bytes))}` };
  }
}

/** How long a call may take, and who else may end it. */
class Patience {
  /** Why it ended, if it did. */
  outcome: NetworkCode | undefined;
  readonly #over: Promise<never>;
  readonly #controller = new AbortController();
  readonly #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #asked: AbortSignal | undefined;
  readonly #abort = (): void => this.#stop("network_aborted");

  constructor(milliseconds: number, asked: AbortSignal | undefined) {
    this.#over = new Promise((_, reject) => this.signal.addEventListener("abort", () => reject(this.signal.reason)));
    // somebody may have ended it before anybody waits
    this.#over.catch(() => undefined);
    // a longer timer would end at once
    this.#timer = milliseconds > LONGEST ? undefined : setTimeout(() => this.#stop("network_timeout"), milliseconds);
    this.#asked = asked;
    if (asked?.aborted === true) this.#abort();
    asked?.addEventListener("abort", this.#abort);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** What `work` answers; rejects when the patience ends first. */
  for<Value>(work: Promise<Value>): Promise<Value> {
    return Promise.race([work, this.#over]);
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#asked?.removeEventListener("abort", this.#abort);
  }

  #stop(outcome: NetworkCode): void {
    this.outcome ??= outcome;
    this.#controller.abort();
  }
}

function refused(error: Failure, response: Response | undefined): { data: undefined; error: Failure; response: Response | undefined } {
  return { data: undefined, error, response };
}

// An answer that began and could not be parsed is unreadable; one that broke off, or never began, is the network's.
function outcomeOf(cause: unknown, response: Response | undefined): NetworkCode {
  return response !== undefined && cause instanceof SyntaxError ? "network_unreadable" : "network_offline";
}

// `Request` takes a path in a page alone, and not in every test's page.
function absolute(baseUrl: string): string {
  if (/^https?:\/\//.test(baseUrl)) return baseUrl;
  if (typeof location === "undefined") throw new TypeError(`baseUrl must be a whole address here, not "${baseUrl}"`);
  return new URL(baseUrl, location.href).href;
}
