// What this page asked the server, and what it answered, for people who want to write the same. Secrets are cut short before
// anything is kept, and nothing is kept for the next page or the next person.

/** One call and its answer. */
export interface Entry {
  readonly id: number;
  readonly method: string;
  readonly path: string;
  /** Whether an access token went with it. */
  readonly bearer: boolean;
  /** JSON, indented; `undefined` where there was no body. */
  readonly body: string | undefined;
  /** The HTTP status; `undefined` while nothing has come, or never came. */
  readonly status: number | undefined;
  readonly answer: string | undefined;
  /** Milliseconds until the answer; `undefined` while it is awaited. */
  readonly took: number | undefined;
}

/** Calls that are kept. */
const KEPT = 12;
/** Milliseconds for which the answer that led from one page to the next is shown there. */
const LED_HERE = 1000;
/** Asked for by the application itself, not by what a person does. */
const QUIET = ["/config"];

/** The calls of this page, newest first. */
export class Journal {
  #entries: readonly Entry[] = [];
  #next = 1;
  /** When the answer of an entry was there, by `performance.now()`. */
  readonly #answered = new Map<number, number>();
  readonly #listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly entries = (): readonly Entry[] => this.#entries;

  /** Another page was opened: what the one before asked is forgotten, but for the call that led here and what is under way. */
  turn(): void {
    const now = performance.now();
    this.#keep(this.#entries.filter(({ id }) => now - (this.#answered.get(id) ?? now) < LED_HERE));
  }

  /** Nobody is signed in any more: the next person shall not read what was asked before. */
  clear(): void {
    this.#keep([]);
  }

  /** `fetch`, and a note of it. */
  async follow(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (QUIET.includes(pathname)) return fetch(request);
    const id = this.#next++;
    const began = performance.now();
    const body = request.body === null ? "" : await request.clone().text();
    const bearer = request.headers.has("authorization");
    const empty = { body: shown(body, SENT), status: undefined, answer: undefined, took: undefined };
    this.#keep([{ id, method: request.method, path: pathname, bearer, ...empty }, ...this.#entries].slice(0, KEPT));
    try {
      const response = await fetch(request);
      const took = Math.round(performance.now() - began);
      this.#answered.set(id, performance.now());
      void response.clone().text().then((text) => this.#note(id, { status: response.status, answer: shown(text, HIDDEN), took }), () => undefined);
      return response;
    } catch (cause) {
      this.#answered.set(id, performance.now());
      this.#note(id, { took: Math.round(performance.now() - began) });
      throw cause;
    }
  }

  #note(id: number, change: Partial<Entry>): void {
    this.#keep(this.#entries.map((entry) => (entry.id === id ? { ...entry, ...change } : entry)));
  }

  #keep(entries: readonly Entry[]): void {
    this.#entries = entries;
    for (const id of this.#answered.keys()) if (!entries.some((entry) => entry.id === id)) this.#answered.delete(id);
    for (const listener of [...this.#listeners]) listener();
  }
}

/** The journal of this page. */
export const journal = new Journal();

/** Fields that are told by their first letters alone. */
const SHORTENED = /^(token|refresh_token|verification_token|email_verification_token|confirmation_token)$/;
/** Fields that are not told at all. */
const HIDDEN = /(password|^recovery_codes?)$/;
/** The same where a person has sent them; in an answer, `code` names a problem. */
const SENT = /(password|^recovery_codes?|^code|^otp|^otp_code)$/;

function shown(text: string, hidden: RegExp): string | undefined {
  if (text === "") return undefined;
  try {
    return JSON.stringify(discreet("", JSON.parse(text), hidden), undefined, 2);
  } catch {
    return text.slice(0, 500);
  }
}

function discreet(name: string, value: unknown, hidden: RegExp): unknown {
  if (hidden.test(name) && value !== null) return "…";
  if (typeof value === "string") {
    return SHORTENED.test(name) ? `${value.slice(0, 6)}…` : value;
  }
  if (Array.isArray(value)) return value.map((item) => discreet(name, item, hidden));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, discreet(key, item, hidden)]));
  }
  return value;
}
