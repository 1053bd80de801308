// Doorcode's codes as a function: one code, resend times by a clock of its own, five tries, and a memory of what it saw.
import { createClient, type Client, type TokenStorage } from "@doorcode/client";

interface Seen {
  readonly method: string;
  readonly path: string;
  readonly body: Record<string, unknown>;
}

export const CODE = "123456";
export const config = {
  channels: ["sms", "whatsapp", "call", "email"],
  countries: ["*"],
  default_region: "SA",
  code_length: 6,
  resend_seconds: 30,
  password: { min_length: 8, max_length: 128 },
  locales: ["ar", "en"],
  login_with_otp: true,
};
export const user = { id: 1, email_verified: false, phone_verified: true, phones: [], created_at: "2026-11-21T18:50:36Z" };
const pair = { message: "Login successful", token: "access", token_type: "Bearer", expires_in: 900, refresh_token: "refresh", user };

export class Double {
  readonly seen: Seen[] = [];
  /** Messages that really left. */
  sent = 0;
  /** Milliseconds its clock is ahead of the device's. */
  skew = 0;
  /** Whether a page may read its `Date`. */
  date = true;
  attempts = 5;
  config: Record<string, unknown> = config;
  /** Answers in place of the double, by path. */
  answers: Record<string, ((body: Record<string, unknown>) => Response | Promise<Response> | undefined) | undefined> = {};
  #resendAt = 0;
  #expiresAt = 0;

  readonly client: Client = createClient({ baseUrl: "http://doorcode.test", fetch: (request) => this.#fetch(request) });

  calls(path: string): Seen[] {
    return this.seen.filter((seen) => seen.path === path);
  }

  /** A second page over the same server: what a reload makes. */
  reloaded(storage?: TokenStorage): Client {
    return createClient({ baseUrl: "http://doorcode.test", storage, fetch: (request) => this.#fetch(request) });
  }

  problem(status: number, code: string, more: Record<string, unknown> = {}): Response {
    const error = `Sentence of ${code}.`;
    return this.#json({ type: "/problems/x", title: code, status, code, error, detail: error, ...more }, status);
  }

  async #fetch(request: Request): Promise<Response> {
    const text = await request.text();
    const path = new URL(request.url).pathname;
    const body: Record<string, unknown> = text === "" ? {} : JSON.parse(text);
    this.seen.push({ method: request.method, path, body });
    // a moment, as a network takes it
    await Promise.resolve();
    return (await this.answers[path]?.(body)) ?? this.#answer(path, body);
  }

  #answer(path: string, body: Record<string, unknown>): Response {
    const code = body["otp_code"] ?? body["otp"] ?? body["code"];
    switch (path) {
      case "/config":
        return this.#json(this.config);
      case "/me":
        return this.#json(user);
      case "/login":
        return this.#json(pair);
      case "/send-otp":
      case "/login-with-otp":
      case "/forgot-password-otp":
      case "/login/resend":
      case "/api/v1/auth/register":
      case "/api/v1/auth/resend-otp":
      case "/api/core/send-otp":
      case "/confirmations":
        return code === undefined ? this.#send(path, body) : this.#check(path, code);
      default:
        return code === undefined ? this.problem(404, "not_found") : this.#check(path, code);
    }
  }

  #send(path: string, body: Record<string, unknown>): Response {
    const now = Date.now() + this.skew;
    if (now >= this.#resendAt || this.attempts === 0) {
      this.sent += 1;
      if (this.attempts === 0) this.attempts = 5;
      this.#resendAt = now + 30_000;
      this.#expiresAt = now + 600_000;
    }
    return this.#json(
      {
        message: "OTP sent",
        status: "pending",
        to: body["to"],
        channel: body["channel"] ?? "sms",
        id: path === "/confirmations" ? 7 : "abc",
        user_id: 9,
        ...(path === "/confirmations" || path === "/login/resend" ? { masked_to: "+1202*****23" } : {}),
        resend_at: new Date(this.#resendAt).toISOString(),
        expires_at: new Date(this.#expiresAt).toISOString(),
      },
      path === "/confirmations" || path === "/api/v1/auth/register" ? 201 : 200,
    );
  }

  #check(path: string, code: unknown): Response {
    if (this.attempts > 0 && code === CODE) {
      const expires_at = new Date(this.#expiresAt).toISOString();
      if (path === "/login-with-otp") return this.#json({ ...pair, status: "signed_in" });
      if (path === "/login/verify") return this.#json(pair);
      if (path.startsWith("/confirmations/")) return this.#json({ confirmation_token: "confirmed", expires_at });
      return this.#json({ message: "OTP verified", status: "approved", valid: true, verification_token: "proof", expires_at });
    }
    this.attempts = Math.max(0, this.attempts - 1);
    return this.problem(422, "invalid_code", { attempts_left: this.attempts });
  }

  #json(body: unknown, status = 200): Response {
    const headers = this.date ? { date: new Date(Date.now() + this.skew).toUTCString() } : undefined;
    return Response.json(body, headers === undefined ? { status } : { status, headers });
  }
}
