// Doorcode as a function, for what a real one cannot be made to do: it keeps pairs of tokens, rotates them, and can be asked what
// it saw.

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

type Answer = Response | Promise<Response>;

export const problem = (status: number, code: string, more: Record<string, unknown> = {}, headers: Record<string, string> = {}): Response =>
  Response.json(
    { type: `/problems/${code}`, title: code, status, code, error: `Sentence of ${code}.`, detail: `Sentence of ${code}.`, ...more },
    { status, headers: { "content-type": "application/problem+json", ...headers } },
  );

export class Double {
  readonly seen: Seen[] = [];
  /** Answers in place of the double, by path; `undefined` leaves it to the double. */
  answers: Record<string, ((seen: Seen) => Answer | undefined) | undefined> = {};
  /** Seconds an access token lives. */
  life = 900;
  /** Milliseconds a refresh takes. */
  delay = 5;
  /** How many answers to a refresh are lost on their way: rejected, or never there. */
  lost: ("rejected" | "never")[] = [];
  /** Refresh tokens that are spent and whose answer was lost, and when. */
  #spent = new Map<string, number>();
  #serial = 0;
  #access = new Set<string>();
  #refresh = new Set<string>();

  readonly fetch = async (request: Request): Promise<Response> => {
    const text = await request.text();
    const path = new URL(request.url).pathname;
    const body: Record<string, unknown> = text === "" ? {} : JSON.parse(text);
    const seen = { method: request.method, url: request.url, path, headers: request.headers, body };
    this.seen.push(seen);
    return (await this.answers[path]?.(seen)) ?? this.#answer(seen);
  };

  /** How often a path was called. */
  calls(path: string): number {
    return this.seen.filter((seen) => seen.path === path).length;
  }

  /** Ends every access token, as time does. */
  expireAccess(): void {
    this.#access.clear();
  }

  /** Ends the session. */
  endSession(): void {
    this.#access.clear();
    this.#refresh.clear();
  }

  pair(): { token: string; token_type: string; expires_in: number; refresh_token: string } {
    this.#serial += 1;
    const token = `access-${this.#serial}`;
    const refresh_token = `refresh-${this.#serial}`;
    this.#access.add(token);
    this.#refresh.add(refresh_token);
    return { token, token_type: "Bearer", expires_in: this.life, refresh_token };
  }

  async #answer(seen: Seen): Promise<Response> {
    switch (seen.path) {
      case "/login":
        return Response.json({ message: "Login successful", ...this.pair(), user });
      case "/refresh": {
        await new Promise((done) => setTimeout(done, this.delay));
        const refresh = String(seen.body["refresh_token"]);
        // for ten seconds the server gives a sibling
        if (Date.now() - (this.#spent.get(refresh) ?? 0) < 10_000) this.#refresh.add(refresh);
        // used once; a second use is what ends a session in earnest
        if (!this.#refresh.delete(refresh)) {
          this.endSession();
          return problem(401, "unauthorized");
        }
        const pair = this.pair();
        const lost = this.lost.shift();
        if (lost === undefined) return Response.json(pair);
        this.#spent.set(refresh, Date.now());
        if (lost === "rejected") throw new TypeError("fetch failed");
        return new Promise(() => undefined);
      }
      case "/me":
      case "/sessions": {
        const token = seen.headers.get("authorization")?.replace("Bearer ", "") ?? "";
        if (!this.#access.has(token)) return problem(401, "unauthorized");
        return Response.json(seen.path === "/me" ? user : { sessions: [] });
      }
      case "/logout":
        this.#refresh.delete(String(seen.body["refresh_token"]));
        return new Response(null, { status: 204 });
      default:
        return problem(404, "not_found");
    }
  }
}

export const user = {
  id: 1,
  email: "ada@example.com",
  email_verified: true,
  phone_verified: false,
  phones: [],
  created_at: "2026-11-21T18:50:36Z",
};
