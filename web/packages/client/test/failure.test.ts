// Every way a call can end without what was asked for, and what the caller is told.
import { afterEach, describe, expect, it, vi } from "vitest";

import { createClient, failureCodes, isNetworkFailure, problemCodes, type Client } from "../src/index.js";
import { problem } from "./double.js";

const answering = (answer: (request: Request) => Response | Promise<Response>, timeout?: number): Client =>
  createClient({ baseUrl: "http://doorcode.test", timeout, fetch: async (request) => answer(request) });

afterEach(() => vi.useRealTimers());

describe("a problem", () => {
  it("is told with its code, sentence, seconds, tries, fields and id", async () => {
    const errors = [
      { field: "email", code: "invalid_email", message: "Write it like name@example.com" },
      { field: "email", code: "too_long", message: "Too long" },
      { field: "password", code: "too_short", message: "At least 8" },
    ];
    const client = answering(() => problem(422, "invalid_code", { errors, attempts_left: 3, retry_after: 30, request_id: "01J" }));
    const { data, error, response } = await client.verifyOtp({ to: "+12025550123", code: "000000" });
    expect(data).toBeUndefined();
    expect(response?.status).toBe(422);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ code: "invalid_code", status: 422, message: "Sentence of invalid_code.", attemptsLeft: 3, retryAfter: 30, requestId: "01J" });
    expect(error?.fieldErrors).toEqual({
      email: { code: "invalid_email", message: "Write it like name@example.com" },
      password: { code: "too_short", message: "At least 8" },
    });
  });

  it.each(problemCodes)("keeps the code %s", async (code) => {
    const { error } = await answering(() => problem(400, code)).me();
    expect(error?.code).toBe(code);
  });

  it("takes the seconds from the header where the body has none", async () => {
    const { error } = await answering(() => problem(503, "unavailable", {}, { "retry-after": "7", "x-request-id": "01K" })).me();
    expect(error).toMatchObject({ code: "unavailable", retryAfter: 7, requestId: "01K" });
  });

  it("takes a limit of whatever stands in front of the server for what it is", async () => {
    const { error } = await answering(() => new Response("<h1>Slow down</h1>", { status: 429, headers: { "retry-after": "11" } })).me();
    expect(error).toMatchObject({ code: "too_many_requests", status: 429, retryAfter: 11 });
    expect(error && isNetworkFailure(error)).toBe(false);
  });

  it.each([
    [429, "too_many_requests"],
    [401, "unauthorized"],
    [422, "invalid_request"],
    [500, "internal"],
  ])("of a newer server is told by its status %i, so that the list stays closed", async (status, code) => {
    const { error } = await answering(() => problem(status, "brand_new")).sendOtp({ to: "x" });
    expect(error?.code).toBe(code);
    expect(error?.message).toBe("Sentence of brand_new.");
  });
});

describe("a network failure", () => {
  it("is offline where no connection came about", async () => {
    const { error, response } = await answering(() => Promise.reject(new TypeError("fetch failed"))).me();
    expect(error?.code).toBe("network_offline");
    expect(response).toBeUndefined();
    expect(error && isNetworkFailure(error)).toBe(true);
  });

  it("is a timeout where no answer comes in time", async () => {
    const client = answering((request) => new Promise((_, reject) => request.signal.addEventListener("abort", () => reject(request.signal.reason))), 20);
    expect((await client.me()).error?.code).toBe("network_timeout");
  });

  it("is none where the call is to wait for ever", async () => {
    const client = answering(async () => {
      await new Promise((done) => setTimeout(done, 20));
      return Response.json({ sessions: [] });
    }, Infinity);
    expect((await client.listSessions()).error).toBeUndefined();
  });

  it("is a timeout where the answer stops in the middle", async () => {
    const client = answering((request) => {
      const body = new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode('{"id":'));
          request.signal.addEventListener("abort", () => controller.error(request.signal.reason));
        },
      });
      return new Response(body, { headers: { "content-type": "application/json" } });
    }, 20);
    expect((await client.me()).error?.code).toBe("network_timeout");
  });

  it("is the caller's own where the caller's signal ended it", async () => {
    const stop = new AbortController();
    const client = answering((request) => new Promise((_, reject) => request.signal.addEventListener("abort", () => reject(request.signal.reason))));
    const call = client.me(undefined, { signal: stop.signal });
    stop.abort();
    expect((await call).error?.code).toBe("network_aborted");
    expect((await client.me(undefined, { signal: AbortSignal.abort() })).error?.code).toBe("network_aborted");
  });

  it.each([
    ["a proxy's page with 502", () => new Response("<h1>Bad Gateway</h1>", { status: 502, headers: { "retry-after": "9" } }), 9],
    ["a portal's page with 200", () => new Response("<html>Sign in to Wi-Fi</html>"), undefined],
    ["nothing with 200", () => new Response(""), undefined],
    ["half of it", () => new Response('{"id": 1,'), undefined],
    ["somebody else's JSON", () => Response.json({ error: { message: "no" } }, { status: 400 }), undefined],
  ])("is unreadable where the answer is %s", async (_, answer, retryAfter) => {
    const { error, response } = await answering(answer).me();
    expect(error?.code).toBe("network_unreadable");
    expect(error?.retryAfter).toBe(retryAfter);
    expect(response).toBeDefined();
  });
});

it("has every code once", () => {
  expect(new Set(failureCodes).size).toBe(failureCodes.length);
  expect(failureCodes).toHaveLength(problemCodes.length + 4);
});

it("says aloud where a path is no address", async () => {
  await expect(createClient({ baseUrl: "/", fetch: async () => Response.json({}) }).config()).rejects.toThrow(/baseUrl/);
});

it("authorises a back end by its name and secret, and nobody else", async () => {
  const seen: (string | null)[] = [];
  const fetch = async (request: Request): Promise<Response> => {
    seen.push(request.headers.get("authorization"));
    return Response.json({ active: false });
  };
  await createClient({ baseUrl: "http://doorcode.test", fetch, backEnd: { name: "shop", secret: "geheim-ü" } }).introspect({ token: "t" });
  await createClient({ baseUrl: "http://doorcode.test", fetch }).introspect({ token: "t" });
  expect(seen).toEqual([`Basic ${Buffer.from("shop:geheim-ü").toString("base64")}`, null]);
});
