// What this page asked the server, and what it answered, for people who want to write the same. Secrets are cut short before
// anything is kept.

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
/** Asked for by the application itself, not by what a person does. */
const QUIET = ["/config"];

/** The calls of this page, newest first. */
export class Journal {
  #entries: readonly Entry[] = [];
  #next = 1;
  readonly #listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly entries = (): readonly Entry[] => this.#entries;

  /** `fetch`, and a note of it. */
  async follow(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (QUIET.includes(pathname)) return fetch(request);
    const id = this.#next++;
    const began = performance.now();
    const body = request.body === null ? "" : await request.clone().text();
    const bearer = request.headers.has("authorization");
    const empty = { body: shown(body), status: undefined, answer: undefined, took: undefined };
    this.#keep([{ id, method: request.method, path: pathname, bearer, ...empty }, ...this.#entries].slice(0, KEPT));
    try {
      const response = await fetch(request);
      const took = Math.round(performance.now() - began);
      void response.clone().text().then((text) => this.#note(id, { status: response.status, answer: shown(text), took }), () => undefined);
      return response;
    } catch (cause) {
      this.#note(id, { took: Math.round(performance.now() - began) });
      throw cause;
    }
  }

  #note(id: number, change: Partial<Entry>): void {
    this.#keep(this.#entries.map((entry) => (entry.id === id ? { ...entry, ...change } : entry)));
  }

  #keep(entries: readonly Entry[]): void {
    this.#entries = entries;
    for (const listener of [...this.#listeners]) listener();
  }
}

/** The journal of this page. */
export const journal = new Journal();

/** Fields that are told by their first letters alone. */
const SHORTENED = /^(token|refresh_token|verification_token|email_verification_token|confirmation_token|recovery_codes?)$/;
/** Fields that are not told at all. */
const HIDDEN = /password$/;

function shown(text: string): string | undefined {
  if (text === "") return undefined;
  try {
    return JSON.stringify(discreet("", JSON.parse(text)), undefined, 2);
  } catch {
    return text.slice(0, 500);
  }
}

function discreet(name: string, value: unknown): unknown {
  if (typeof value === "string") {
    if (HIDDEN.test(name)) return "…";
    return SHORTENED.test(name) ? `${value.slice(0, 6)}…` : value;
  }
  if (Array.isArray(value)) return value.map((item) => discreet(name, item));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, discreet(key, item)]));
  }
  return value;
}
