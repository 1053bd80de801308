// Tokens: renewed once for everybody who shares them, and over when the server or a person says so.
// @vitest-environment jsdom
import { runInNewContext } from "node:vm";

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { browserStorage, createClient, memoryStorage, type Client, type TokenStorage } from "../src/index.js";
import { Double, problem, user } from "./double.js";

let double: Double;
const made: Client[] = [];

const clientOn = (storage?: TokenStorage): Client => {
  const client = createClient({ baseUrl: "http://doorcode.test", storage, fetch: double.fetch });
  made.push(client);
  return client;
};
const signedIn = async (storage?: TokenStorage): Promise<Client> => {
  const client = clientOn(storage);
  await client.login({ email: "ada@example.com", password: "correct horse 9" });
  return client;
};
/** A promise of another make. */
const Foreign: PromiseConstructor = runInNewContext("Promise");
/** A storage as another tab sees it: the same content, another object. */
const tabOf = (kept: Map<string, string>): TokenStorage => ({
  getItem: (key) => kept.get(key) ?? null,
  setItem: (key, value) => void kept.set(key, value),
  removeItem: (key) => void kept.delete(key),
});

beforeEach(() => {
  double = new Double();
});
afterEach(() => {
  for (const client of made.splice(0)) client.session.close();
  localStorage.clear();
  sessionStorage.clear();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

it("tells which verification tokens are used up, before the session begins", async () => {
  const client = clientOn();
  const heard: string[] = [];
  const stop = client.onProofUsed((token) => heard.push(`${token} ${client.session.state.status}`));
  const account = { phone: "+12025550123", email: "ada@example.com", password: "correct horse 9", verification_token: "one", email_verification_token: "two" };
  double.answers = { "/register-with-otp": () => problem(409, "taken"), "/forgot-password-otp": () => Response.json({ message: "…", status: "approved" }) };
  await client.registerWithOtp(account);
  await client.forgotPasswordOtp({ email: "ada@example.com", verification_token: "three" });
  expect(heard).toEqual([]);
  double.answers = { ...double.answers, "/register-with-otp": () => Response.json({ message: "…", ...double.pair(), user }, { status: 201 }) };
  await client.registerWithOtp(account);
  expect(client.session.state.status).toBe("signed_in");
  await client.forgotPasswordOtp({ email: "ada@example.com", verification_token: "three", new_password: "another horse 10" });
  expect(heard).toEqual(["one signed_out", "two signed_out", "three signed_in"]);
  stop();
  await client.forgotPasswordOtp({ email: "ada@example.com", verification_token: "four", new_password: "another horse 10" });
  expect(heard).toHaveLength(3);
});

describe("a session", () => {
  it("begins with a sign-in and is used from then on", async () => {
    const client = clientOn();
    const events: string[] = [];
    client.session.subscribe((event) => events.push(event.type));
    expect(client.session.state).toEqual({ status: "signed_out", reason: undefined });
    expect((await client.me()).error?.code).toBe("unauthorized");
    await client.login({ email: "ada@example.com", password: "correct horse 9" });
    expect(client.session.state).toEqual({ status: "signed_in", user });
    expect((await client.me()).data).toEqual(user);
    expect(events).toEqual(["started", "updated"]);
    expect((await client.session.token()).data).toBe("access-1");
  });

  it("never shows a token in an address, and keeps it in memory unless told otherwise", async () => {
    const client = await signedIn();
    double.expireAccess();
    await client.me();
    await client.logout();
    for (const seen of double.seen) expect(seen.url).not.toMatch(/access-|refresh-|\?/);
    expect(double.seen.map((seen) => seen.path)).toEqual(["/login", "/me", "/refresh", "/me", "/logout"]);
    expect([localStorage.length, sessionStorage.length]).toEqual([0, 0]);
  });

  it.each(["local", "session"] as const)("survives a reload in %sStorage", async (which) => {
    await signedIn(browserStorage(which));
    const reloaded = clientOn(browserStorage(which));
    expect(reloaded.session.state).toEqual({ status: "signed_in", user: undefined });
    expect((await reloaded.me()).data).toEqual(user);
  });

  it("survives in a storage that answers later, such as React Native's", async () => {
    const kept = new Map<string, string>();
    const storage: TokenStorage = {
      getItem: async (key) => kept.get(key) ?? null,
      setItem: async (key, value) => void kept.set(key, value),
      removeItem: async (key) => void kept.delete(key),
    };
    await signedIn(storage);
    const reloaded = clientOn(storage);
    expect(reloaded.session.state).toEqual({ status: "loading" });
    expect((await reloaded.me()).data).toEqual(user);
    expect(reloaded.session.state.status).toBe("signed_in");
  });

  it.each([["ours", Promise], ["another's", Foreign]] as const)("begins anew though an older one is still being read, by %s promises", async (_, promise) => {
    const kept = new Map<string, string>();
    await signedIn(tabOf(kept));
    let read = (): void => undefined;
    const reading = new Promise<void>((done) => (read = done));
    const storage: TokenStorage = {
      getItem: (key) => {
        const found = kept.get(key) ?? null;
        return promise.resolve(key === "doorcode.session" ? reading.then(() => found) : found);
      },
      setItem: async (key, value) => void kept.set(key, value),
      removeItem: async (key) => void kept.delete(key),
    };
    const client = clientOn(storage);
    expect(client.session.state.status).toBe("loading");
    double.answers = { "/login": () => Response.json({ ...double.pair(), user: { ...user, id: 2 } }) };
    const login = client.login({ email: "bob@example.com", password: "correct horse 9" });
    await vi.waitFor(() => expect(double.calls("/login")).toBe(2));
    await new Promise((done) => setTimeout(done, 150));
    read();
    await login;
    expect((await client.session.token()).data).toBe("access-2");
    expect(client.session.state).toMatchObject({ status: "signed_in", user: { id: 2 } });
    expect(kept.get("doorcode.session")).toContain("refresh-2");
  });

  it("goes on in memory where the storage takes nothing", async () => {
    const full = (): never => {
      throw new DOMException("full", "QuotaExceededError");
    };
    const client = await signedIn({ getItem: () => null, setItem: full, removeItem: full });
    double.expireAccess();
    expect((await client.me()).data).toEqual(user);
    expect((await client.logout()).error).toBeUndefined();
    expect(client.session.state).toEqual({ status: "signed_out", reason: "signed_out" });
    expect((await client.session.token()).data).toBeUndefined();
  });

  it("leaves no spent token where the new one does not fit", async () => {
    const client = await signedIn(browserStorage("local"));
    const full = vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
      throw new DOMException("full", "QuotaExceededError");
    });
    double.expireAccess();
    expect((await client.me()).data).toEqual(user);
    expect(localStorage.length).toBe(0);
    full.mockRestore();
  });

  it("goes on after `close`, for this tab alone", async () => {
    const client = clientOn(browserStorage("local"));
    client.session.close();
    expect((await client.login({ email: "ada@example.com", password: "correct horse 9" })).error).toBeUndefined();
    expect((await client.logout()).error).toBeUndefined();
  });

  it("is nobody's where the storage throws or fails", async () => {
    const fails = (getItem: TokenStorage["getItem"]): Client => clientOn({ getItem, setItem: () => undefined, removeItem: () => undefined });
    const thrown = fails(() => {
      throw new Error("forbidden");
    });
    const rejected = fails(() => Promise.reject(new Error("broken")));
    await Promise.all([thrown.session.ready, rejected.session.ready]);
    expect([thrown.session.state.status, rejected.session.state.status]).toEqual(["signed_out", "signed_out"]);
  });

  it("does not begin with what somebody else left in the storage", () => {
    for (const left of ["", "null", "{", '{"token":1}', '"token"']) {
      localStorage.setItem("doorcode.session", left);
      expect(clientOn(browserStorage("local")).session.state.status).toBe("signed_out");
    }
  });
});

describe("a refresh", () => {
  it("is one request for many calls, and each of them goes on", async () => {
    const client = await signedIn();
    double.expireAccess();
    const answers = await Promise.all(Array.from({ length: 20 }, () => client.me()));
    expect(answers.map((answer) => answer.error)).toEqual(Array(20).fill(undefined));
    expect(double.calls("/refresh")).toBe(1);
  });

  it("comes before the end, with nothing refused meanwhile", async () => {
    double.life = 0;
    const client = await signedIn();
    double.life = 900;
    await Promise.all([client.me(), client.listSessions(), client.session.token()]);
    expect(double.seen.map((seen) => seen.path)).toEqual(["/login", "/refresh", "/me", "/sessions"]);
  });

  it("is one request for two clients that share a memory", async () => {
    const storage = memoryStorage();
    const [one, two] = [await signedIn(storage), clientOn(storage)];
    double.expireAccess();
    const answers = await Promise.all([one.me(), two.me(), one.listSessions(), two.listSessions()]);
    expect(answers.map((answer) => answer.error)).toEqual(Array(4).fill(undefined));
    expect(double.calls("/refresh")).toBe(1);
  });

  it("is one request for two tabs without Web Locks", async () => {
    expect(navigator.locks).toBeUndefined();
    const kept = new Map<string, string>();
    const [one, two] = [await signedIn(tabOf(kept)), clientOn(tabOf(kept))];
    double.expireAccess();
    double.delay = 120;
    const answers = await Promise.all([one.me(), two.me()]);
    expect(answers.map((answer) => answer.error)).toEqual([undefined, undefined]);
    expect(double.calls("/refresh")).toBe(1);
    expect([...kept.keys()]).toEqual(["doorcode.session"]);
  });

  it("is one request for two tabs with Web Locks, whose lock is held while it runs", async () => {
    const names: string[] = [];
    let turn: Promise<unknown> = Promise.resolve();
    const request = (name: string, work: () => Promise<unknown>): Promise<unknown> => {
      names.push(name);
      turn = turn.then(work, work);
      return turn;
    };
    vi.stubGlobal("navigator", { locks: { request } });
    const kept = new Map<string, string>();
    const [one, two] = [await signedIn(tabOf(kept)), clientOn(tabOf(kept))];
    double.expireAccess();
    await Promise.all([one.me(), two.me()]);
    expect(double.calls("/refresh")).toBe(1);
    expect(new Set(names)).toEqual(new Set(["doorcode.session"]));
  });

  it.each(["rejects", "throws"])("goes on where the locks may not be used: `request` %s", async (how) => {
    const request = (): Promise<unknown> => {
      const denied = new DOMException("sandboxed", "SecurityError");
      if (how === "throws") throw denied;
      return Promise.reject(denied);
    };
    vi.stubGlobal("navigator", { locks: { request } });
    const kept = new Map<string, string>();
    const client = await signedIn(tabOf(kept));
    double.expireAccess();
    expect((await client.me()).data).toEqual(user);
    expect((await client.logout()).error).toBeUndefined();
    expect([...kept.keys()]).toEqual([]);
  });

  it("that is told late does not take the place of a later one", async () => {
    const kept = new Map<string, string>();
    const [one, two] = [await signedIn(tabOf(kept)), clientOn(tabOf(new Map(kept)))];
    const own = { ...JSON.parse(kept.get("doorcode.session") ?? ""), token: "access-9", refreshToken: "refresh-9" };
    kept.set("doorcode.session", JSON.stringify(own));
    double.expireAccess();
    // the other tab's own storage is older: it renews, and tells
    await two.me();
    await vi.waitFor(async () => expect((await one.session.token()).data).toBe("access-9"));
    expect(kept.get("doorcode.session")).toBe(JSON.stringify(own));
  });

  it("of a duplicated tab is taken over by the other, which has a storage of its own", async () => {
    const kept = new Map<string, string>();
    const one = await signedIn(tabOf(kept));
    const two = clientOn(tabOf(new Map(kept)));
    double.expireAccess();
    await one.me();
    await vi.waitFor(async () => expect((await two.session.token()).data).toBe("access-2"));
    expect((await two.me()).error).toBeUndefined();
    expect(double.calls("/refresh")).toBe(1);
  });

  it("that does not get through ends nothing", async () => {
    const client = await signedIn();
    double.expireAccess();
    const answers = { unavailable: () => problem(503, "unavailable"), network_unreadable: () => new Response("<h1>403</h1>", { status: 403 }) };
    for (const [code, answer] of Object.entries(answers)) {
      double.answers = { "/refresh": answer };
      expect((await client.me()).error?.code).toBe(code);
      expect(client.session.state.status).toBe("signed_in");
    }
    double.answers = {};
    expect((await client.me()).error).toBeUndefined();
  });

  it("whose answer is lost is repeated while the server still takes the token", async () => {
    vi.useFakeTimers();
    const client = await signedIn();
    for (const lost of ["rejected", "never"] as const) {
      double.expireAccess();
      double.lost = [lost];
      const call = client.me();
      await vi.advanceTimersByTimeAsync(5_000);
      expect((await call).data).toEqual(user);
      expect(client.session.state.status).toBe("signed_in");
    }
    expect(double.calls("/refresh")).toBe(4);
  });

  it("is not waited for longer than the call wants, and goes on for the others", async () => {
    const client = await signedIn();
    double.expireAccess();
    double.delay = 100;
    const leaving = new AbortController();
    const [late, given, patient] = [client.me(undefined, { timeout: 30 }), client.me(undefined, { signal: leaving.signal }), client.me()];
    await vi.waitFor(() => expect(double.calls("/refresh")).toBe(1));
    leaving.abort();
    expect((await given).error?.code).toBe("network_aborted");
    expect((await late).error?.code).toBe("network_timeout");
    expect((await patient).data).toEqual(user);
    expect(double.calls("/refresh")).toBe(1);
  });

  it("that does not get through after the end is what the call answers", async () => {
    double.life = 0;
    const client = await signedIn();
    double.answers = { "/refresh": () => problem(503, "unavailable", { retry_after: 3 }) };
    expect((await client.me()).error).toMatchObject({ code: "unavailable", retryAfter: 3 });
    expect(double.calls("/me")).toBe(0);
    expect(client.session.state.status).toBe("signed_in");
  });

  it("is not asked for where a password was wrong", async () => {
    const client = await signedIn();
    double.answers = { "/change-password": () => problem(401, "bad_credentials") };
    expect((await client.changePassword({ current_password: "a", new_password: "b" })).error?.code).toBe("bad_credentials");
    expect(double.calls("/refresh")).toBe(0);
  });
});

describe("the end", () => {
  it("is told once where the server refuses the session", async () => {
    const client = await signedIn(browserStorage("local"));
    const ends: string[] = [];
    client.session.onEnd((reason) => ends.push(reason));
    double.endSession();
    const answers = await Promise.all([client.me(), client.me()]);
    expect(answers.map((answer) => answer.error?.code)).toEqual(["unauthorized", "unauthorized"]);
    expect(ends).toEqual(["refused"]);
    expect(localStorage.length).toBe(0);
    expect(double.calls("/refresh")).toBe(1);
  });

  it("comes with signing out, also where the server cannot be reached", async () => {
    const client = await signedIn(browserStorage("local"));
    double.answers = { "/logout": () => Promise.reject(new TypeError("fetch failed")) };
    expect((await client.logout()).error?.code).toBe("network_offline");
    expect(client.session.state).toEqual({ status: "signed_out", reason: "signed_out" });
    expect(localStorage.length).toBe(0);
    expect(double.seen.at(-1)?.body).toEqual({ refresh_token: "refresh-1" });
  });

  it("is not undone by a refresh that was under way", async () => {
    const client = await signedIn(browserStorage("local"));
    double.expireAccess();
    double.delay = 60;
    const call = client.me();
    await vi.waitFor(() => expect(double.calls("/refresh")).toBe(1));
    await client.logout();
    await call;
    expect(double.seen.find((seen) => seen.path === "/logout")?.body).toEqual({ refresh_token: "refresh-2" });
    expect(client.session.state.status).toBe("signed_out");
    expect(localStorage.length).toBe(0);
  });

  it("of one person and the beginning of another is noticed by a tab that saw neither", async () => {
    const kept = new Map<string, string>();
    const [one, two] = [await signedIn(tabOf(kept)), await signedIn(tabOf(kept))];
    await vi.waitFor(async () => expect((await one.session.token()).data).toBe("access-2"));
    expect(one.session.state).toEqual({ status: "signed_in", user });
    double.answers = { "/login": () => Response.json({ ...double.pair(), user: { ...user, id: 2 } }) };
    await two.login({ email: "bob@example.com", password: "correct horse 9" });
    await vi.waitFor(() => expect(one.session.state).toEqual({ status: "signed_in", user: undefined }));
  });

  it("is another person's beginning for nobody else: a duplicated tab stays who it was", async () => {
    const kept = new Map<string, string>();
    const one = await signedIn(tabOf(kept));
    const two = clientOn(tabOf(new Map(kept)));
    const three = clientOn(tabOf(kept));
    double.answers = { "/login": () => Response.json({ ...double.pair(), user: { ...user, id: 2 } }) };
    await one.login({ email: "bob@example.com", password: "correct horse 9" });
    // the third shares the storage: once it has heard, so has the second
    await vi.waitFor(async () => expect((await three.session.token()).data).toBe("access-2"));
    expect((await two.session.token()).data).toBe("access-1");
  });

  it("keeps a late answer about one account from being the other's", async () => {
    const client = await signedIn();
    const bob = { ...user, id: 2, email: "bob@example.com" };
    const answers: ((answer: Response) => void)[] = [];
    const later = (): Promise<Response> => new Promise((done) => answers.push(done));
    double.answers = { "/me": later, "/logout-all": later, "/login": () => Response.json({ ...double.pair(), user: bob }) };
    const [about, end] = [client.me(), client.logoutAll()];
    await vi.waitFor(() => expect(answers).toHaveLength(2));
    await client.logout();
    await client.login({ email: "bob@example.com", password: "correct horse 9" });
    answers[0]?.(Response.json(user));
    answers[1]?.(Response.json({ message: "…" }));
    await Promise.all([about, end]);
    expect(client.session.state).toEqual({ status: "signed_in", user: bob });
  });

  it("reaches the other tabs", async () => {
    const kept = new Map<string, string>();
    const [one, two] = [await signedIn(tabOf(kept)), clientOn(tabOf(kept))];
    const ends: string[] = [];
    two.session.onEnd((reason) => ends.push(reason));
    await one.logout();
    await vi.waitFor(() => expect(ends).toEqual(["elsewhere"]));
    expect((await two.me()).error?.code).toBe("unauthorized");
    expect(double.calls("/refresh")).toBe(0);
  });
});
