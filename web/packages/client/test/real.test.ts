// The client against a real doorcode.
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createClient, memoryStorage, type Client, type TokenStorage } from "../src/index.js";
import { startServer, type Server } from "./server.js";

let server: Server;
beforeAll(async () => {
  server = await startServer();
}, 30_000);
afterAll(() => server.stop());

const PHONE = "+12025550123";
const PASSWORD = "correct horse 9";

describe("a real doorcode", () => {
  let client: Client;
  const storage: TokenStorage = memoryStorage();

  it("sends, verifies, registers, knows who it is, and renews", async () => {
    client = createClient({ baseUrl: server.url, storage });
    const config = await client.config();
    expect(config.data).toMatchObject({ code_length: 6, resend_seconds: 30 });

    const sent = await client.sendOtp({ to: PHONE });
    expect(sent.data).toMatchObject({ status: "pending", channel: "sms", to: PHONE });
    expect(client.clock.known).toBe(true);
    const resendIn = Date.parse(sent.data?.resend_at ?? "") - client.clock.now();
    expect(resendIn).toBeGreaterThan(27_000);
    expect(resendIn).toBeLessThan(33_000);

    const code = await server.code(PHONE);
    const wrong = await client.verifyOtp({ to: PHONE, code: code === "000000" ? "111111" : "000000" });
    expect(wrong.error).toMatchObject({ code: "invalid_code", status: 422, attemptsLeft: 4 });
    expect(wrong.error?.requestId).toMatch(/^[0-9A-Z]{26}$/);

    const verified = await client.verifyOtp({ to: PHONE, code });
    const verification_token = verified.data?.verification_token ?? "";
    expect(verified.data?.valid).toBe(true);

    const weak = await client.registerWithOtp({ email: "ada@example", password: "x", phone: PHONE, verification_token });
    expect(weak.error?.code).toBe("invalid_request");
    expect(weak.error?.fieldErrors["email"]?.code).toBe("invalid_email");

    const registered = await client.registerWithOtp({ email: "ada@example.com", password: PASSWORD, phone: PHONE, verification_token });
    expect(registered.error).toBeUndefined();
    expect(client.session.state.status).toBe("signed_in");

    expect((await client.me()).data).toMatchObject({ email: "ada@example.com", phone_verified: true });

    const before = (await client.session.token()).data;
    const pair = await client.refresh({ refresh_token: JSON.parse(String(await storage.getItem("doorcode.session"))).refreshToken });
    expect(pair.data?.token).toBeTruthy();
    expect(pair.data?.token).not.toBe(before);
    if (pair.data) await client.session.start(pair.data);
    expect((await client.me()).error).toBeUndefined();
  });

  it("renews once for two clients that share a storage, when the token is refused", async () => {
    let refreshes = 0;
    const counting = (request: Request): Promise<Response> => {
      if (new URL(request.url).pathname === "/refresh") refreshes += 1;
      return fetch(request);
    };
    // what is kept, with an access token that is not one
    const kept = JSON.parse(String(await storage.getItem("doorcode.session")));
    await storage.setItem("doorcode.session", JSON.stringify({ ...kept, token: "over" }));
    const two = [1, 2].map(() => createClient({ baseUrl: server.url, storage, fetch: counting }));
    const answers = await Promise.all(two.flatMap((one) => [one.me(), one.listSessions()]));
    expect(answers.map((answer) => answer.error?.code)).toEqual([undefined, undefined, undefined, undefined]);
    expect(refreshes).toBe(1);
  });

  it("ends the session at the server, too", async () => {
    const other = createClient({ baseUrl: server.url });
    await other.login({ phone: PHONE, password: PASSWORD });
    const token = (await other.session.token()).data ?? "";
    expect((await other.logout()).error).toBeUndefined();
    const answer = await fetch(`${server.url}/me`, { headers: { authorization: `Bearer ${token}` } });
    expect(answer.status).toBe(401);
    expect((await other.me()).error?.code).toBe("unauthorized");
  });

  it("tells every fault of a login, and that nobody listens", async () => {
    const wrong = await createClient({ baseUrl: server.url }).login({ phone: PHONE, password: "not this one" });
    expect(wrong.error?.code).toBe("bad_credentials");
    const nobody = await createClient({ baseUrl: "http://127.0.0.1:1" }).config();
    expect(nobody.error?.code).toBe("network_offline");
  });
});
