// A code in a component: one click is one send, the countdown is the server's, a reload loses nothing.
import { browserStorage, type Client } from "@doorcode/client";
import { act, fireEvent, render, renderHook, screen } from "@testing-library/react";
import { useEffect, type ReactElement, type ReactNode } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { DoorcodeProvider, useOtp, type Otp, type OtpPurpose, type UseOtpOptions } from "../src/index.js";
import { CODE, Double, user } from "./double.js";

const TO = "+12025550123";
const PAIR = { message: "Registration successful", token: "access", token_type: "Bearer", expires_in: 900, refresh_token: "refresh" };
let double: Double;

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse("2026-11-21T18:50:36.000Z") });
  double = new Double();
});
afterEach(() => vi.restoreAllMocks());

const pass = (milliseconds = 0): Promise<void> =>
  act(async () => {
    await vi.advanceTimersByTimeAsync(milliseconds);
  });

function hook<P extends OtpPurpose>(options: UseOtpOptions<P>, client: Client = double.client): { current: Otp<P>; unmount: () => void } {
  const wrapper = ({ children }: { children: ReactNode }): ReactElement => (
    <DoorcodeProvider client={client}>{children}</DoorcodeProvider>
  );
  const { result, unmount } = renderHook(() => useOtp(options), { wrapper });
  return {
    get current() {
      return result.current;
    },
    unmount,
  };
}

describe("sending", () => {
  it("goes from idle over sending to sent", async () => {
    const otp = hook({ purpose: "prove_address" });
    expect(otp.current).toMatchObject({ status: "idle", canSend: true, canResend: false, canVerify: false, resendIn: 0, expiresIn: undefined });
    act(() => void otp.current.send({ to: TO }));
    expect(otp.current).toMatchObject({ status: "sending", canSend: false });
    await pass();
    expect(otp.current).toMatchObject({ status: "sent", to: TO, channel: "sms", id: "abc", canResend: false, canVerify: true, expiresIn: 600 });
  });

  it("happens once for an effect that StrictMode runs twice", async () => {
    const effects = vi.fn();
    function Page(): ReactElement {
      const { send, status } = useOtp({ purpose: "prove_address" });
      useEffect(() => {
        effects();
        void send({ to: TO });
      }, [send]);
      return <p>{status}</p>;
    }
    render(
      <DoorcodeProvider client={double.client}>
        <Page />
      </DoorcodeProvider>,
    );
    await pass();
    expect(screen.getByText("sent")).toBeTruthy();
    expect(effects).toHaveBeenCalledTimes(2);
    expect(double.calls("/send-otp")).toHaveLength(1);
  });

  it("happens once for a double click, and so does a check", async () => {
    const onVerified = vi.fn();
    function Page(): ReactElement {
      const otp = useOtp({ purpose: "prove_address", onVerified });
      return (
        <>
          <button onClick={() => void otp.send({ to: TO })}>Send OTP</button>
          <button onClick={() => void otp.verify(CODE)}>Verify OTP</button>
        </>
      );
    }
    render(
      <DoorcodeProvider client={double.client}>
        <Page />
      </DoorcodeProvider>,
    );
    const twice = (name: string): void => {
      fireEvent.click(screen.getByText(name));
      fireEvent.click(screen.getByText(name));
    };
    twice("Send OTP");
    await pass();
    twice("Send OTP");
    await pass();
    expect(double.calls("/send-otp")).toHaveLength(1);
    twice("Verify OTP");
    await pass();
    expect(double.calls("/verify-otp")).toHaveLength(1);
    expect(onVerified).toHaveBeenCalledTimes(1);
    expect(onVerified.mock.calls[0]).toMatchObject([{ verification_token: "proof" }, { to: TO }]);
  });

  it("to another address is another send", async () => {
    const otp = hook({ purpose: "prove_address" });
    await act(() => otp.current.send({ to: TO }));
    await act(() => otp.current.send({ to: "+12025550124" }));
    expect(double.calls("/send-otp").map((seen) => seen.body["to"])).toEqual([TO, "+12025550124"]);
    expect(otp.current.to).toBe("+12025550124");
  });

  it("that a limit refuses counts down and stays idle", async () => {
    double.answers = { "/send-otp": () => double.problem(429, "too_many_requests", { retry_after: 90 }) };
    const otp = hook({ purpose: "prove_address" });
    await act(() => otp.current.send({ to: TO }));
    expect(otp.current).toMatchObject({ status: "idle", canSend: false, error: { code: "too_many_requests" } });
    expect(otp.current.resendIn).toBeGreaterThanOrEqual(90);
    await pass(92_000);
    expect(otp.current).toMatchObject({ resendIn: 0, canSend: true });
  });

  it("of which nobody knows the outcome lets the code be typed that may arrive", async () => {
    double.answers = { "/send-otp": () => double.problem(502, "delivery_failed") };
    const otp = hook({ purpose: "prove_address" });
    await act(() => otp.current.send({ to: TO }));
    expect(otp.current).toMatchObject({ status: "sent", canVerify: true, canResend: true, error: { code: "delivery_failed" } });
    await act(() => otp.current.verify(CODE));
    expect(otp.current.status).toBe("verified");
  });

  it("again by another channel says which one was used, and keeps the tries", async () => {
    const otp = hook({ purpose: "prove_address" });
    await act(() => otp.current.send({ to: TO }));
    await act(() => otp.current.verify("000000"));
    await pass(31_000);
    await act(() => otp.current.resend("whatsapp"));
    expect(otp.current).toMatchObject({ status: "sent", channel: "whatsapp", attemptsLeft: 4 });
    expect(double.calls("/send-otp")[1]?.body).toEqual({ to: TO, channel: "whatsapp" });
  });

  it("again that fails leaves the code that is there", async () => {
    const otp = hook({ purpose: "prove_address" });
    await act(() => otp.current.send({ to: TO }));
    double.answers = { "/send-otp": () => double.problem(422, "channel_not_offered") };
    await act(() => otp.current.resend("call"));
    expect(otp.current).toMatchObject({ status: "sent", channel: "sms", canVerify: true, error: { code: "channel_not_offered" } });
  });
});

describe("a code that lives", () => {
  const refusals = { too_many_requests: 429, network_offline: 0 };

  it.each(Object.entries(refusals))("outlives a send to the same address that fails (%s)", async (code, status) => {
    const otp = hook({ purpose: "prove_address" });
    await act(() => otp.current.send({ to: TO }));
    await pass(31_000);
    double.answers = { "/send-otp": () => (status === 0 ? Promise.reject(new TypeError("fetch failed")) : double.problem(status, code, { retry_after: 60 })) };
    await act(() => otp.current.send({ to: TO, channel: "whatsapp" }));
    expect(otp.current).toMatchObject({ status: "sent", ask: { to: TO }, id: "abc", canVerify: true, error: { code } });
    otp.unmount();
    const after = hook({ purpose: "prove_address" }, double.reloaded());
    await act(() => after.current.verify(CODE));
    expect(after.current.status).toBe("verified");
  });

  it("keeps its proof where another send is refused, and loses it where one goes out", async () => {
    const otp = hook({ purpose: "prove_address" });
    await act(() => otp.current.send({ to: TO }));
    await act(() => otp.current.verify(CODE));
    await pass(31_000);
    double.answers = { "/send-otp": () => double.problem(429, "too_many_requests", { retry_after: 60 }) };
    await act(() => otp.current.send({ to: TO }));
    expect(otp.current).toMatchObject({ status: "verified", data: { verification_token: "proof" }, error: { code: "too_many_requests" } });
    double.answers = {};
    await act(() => otp.current.resend());
    expect(otp.current).toMatchObject({ status: "sent", data: undefined });
  });

  it("is over with a send to another address, after a reload, too", async () => {
    const otp = hook({ purpose: "prove_address" });
    await act(() => otp.current.send({ to: TO }));
    double.answers = { "/send-otp": () => double.problem(502, "delivery_failed") };
    await act(() => otp.current.send({ to: "+12025550124" }));
    expect(otp.current).toMatchObject({ status: "sent", to: "+12025550124" });
    otp.unmount();
    expect(hook({ purpose: "prove_address" }, double.reloaded()).current.status).toBe("idle");
  });

  it("need not hold back another address: typing it begins anew", async () => {
    const otp = hook({ purpose: "prove_address" });
    await act(() => otp.current.send({ to: TO }));
    expect(otp.current.canSend).toBe(false);
    act(() => otp.current.reset());
    expect(otp.current.canSend).toBe(true);
  });
});

describe("what belongs to a session", () => {
  const signIn = (client: Client = double.client): Promise<unknown> => act(() => client.login({ email: "ada@example.com", password: "correct horse 9" }));
  const pages = { phone: { role: "core", phone_number: TO }, confirm: { action: "transfer", details: { payee: "Bob" } } };
  const custom = (): Storage => localStorage;

  it.each(["phone", "confirm"] as const)("is over with it, though no component is there (%s)", async (purpose) => {
    await signIn();
    for (const options of [{}, { name: "own", storage: custom() }]) {
      const otp = purpose === "phone" ? hook({ purpose, ...options }) : undefined;
      const other = purpose === "confirm" ? hook({ purpose, ...options }) : undefined;
      await act(async () => void (await otp?.current.send(pages.phone)));
      await act(async () => void (await other?.current.send(pages.confirm)));
      otp?.unmount();
      other?.unmount();
    }
    expect([sessionStorage.length, localStorage.length]).toEqual([1, 1]);
    await act(() => double.client.logout());
    expect([sessionStorage.length, localStorage.length]).toEqual([0, 0]);
    await signIn();
    expect(hook({ purpose }).current).toMatchObject({ status: "idle", to: undefined });
  });

  it("is over though it was sent before a reload, and no component was there since", async () => {
    const sent = hook({ purpose: "phone" });
    await signIn();
    await act(() => sent.current.send(pages.phone));
    sent.unmount();
    const proof = hook({ purpose: "prove_address" });
    await act(() => proof.current.send({ to: TO }));
    proof.unmount();
    // a session of memory is over with the page
    const client = double.reloaded();
    render(<DoorcodeProvider client={client}>home</DoorcodeProvider>);
    expect(Object.keys(sessionStorage)).toEqual(["doorcode.otp.prove_address"]);
  });

  it("is over where another person signs in in its place", async () => {
    await signIn();
    const otp = hook({ purpose: "phone" });
    await act(() => otp.current.send(pages.phone));
    double.answers = { "/login": () => Response.json({ ...PAIR, user: { ...user, id: 2 } }) };
    await signIn();
    expect(otp.current.status).toBe("idle");
    expect(sessionStorage.length).toBe(0);
  });

  it("survives a reload with the session", async () => {
    const kept = { token: "access", refreshToken: "refresh", renewAt: Date.now() + 1e6, endsAt: Date.now() + 1e6, owner: 1 };
    localStorage.setItem("doorcode.session", JSON.stringify(kept));
    const before = hook({ purpose: "phone" }, double.reloaded(browserStorage("local")));
    await act(() => before.current.send(pages.phone));
    before.unmount();
    expect(hook({ purpose: "phone" }, double.reloaded(browserStorage("local"))).current).toMatchObject({ status: "sent", to: TO });
  });
});

describe("a code that another call has sent", () => {
  const times = { expires_at: "2026-11-21T19:00:36Z", resend_at: "2026-11-21T18:51:06Z" };

  it("is awaited, counted down and checked like any other", async () => {
    const otp = hook({ purpose: "activate" });
    act(() => otp.current.begin({ mobile_number: TO }, { channel: "sms", user_id: 9, ...times }));
    expect(otp.current).toMatchObject({ status: "sent", to: TO, channel: "sms", resendIn: 30, expiresIn: 600, canResend: false, canVerify: true });
    expect(double.seen).toEqual([]);
    await pass(31_000);
    await act(() => otp.current.resend("call"));
    expect(otp.current.channel).toBe("call");
    await act(() => otp.current.verify(CODE));
    expect(double.seen.map(({ path, body }) => [path, body])).toEqual([
      ["/api/v1/auth/resend-otp", { mobile_number: TO, user_id: 9, channel: "call", locale: null }],
      ["/api/v1/auth/verify", { mobile_number: TO, user_id: 9, otp: CODE }],
    ]);
  });

  it("takes the place of what was under way", async () => {
    const otp = hook({ purpose: "prove_address" });
    await act(async () => {
      const sending = otp.current.send({ to: TO });
      otp.current.begin({ to: "+12025550124" }, times);
      expect(await sending).toBe(false);
    });
    expect(otp.current).toMatchObject({ status: "sent", to: "+12025550124", attemptsLeft: undefined });
    otp.unmount();
    expect(hook({ purpose: "prove_address" }, double.reloaded()).current).toMatchObject({ status: "sent", to: "+12025550124" });
  });
});

describe("the countdown", () => {
  it("counts every second down to a resend", async () => {
    const otp = hook({ purpose: "prove_address" });
    await act(() => otp.current.send({ to: TO }));
    const shown: number[] = [];
    for (let second = 0; second <= 31; second += 1) {
      shown.push(otp.current.resendIn);
      await pass(1000);
    }
    expect(shown).toEqual([...Array.from({ length: 31 }, (_, index) => 30 - index), 0]);
    expect(otp.current.canResend).toBe(true);
    await act(() => otp.current.resend());
    expect(double.sent).toBe(2);
    expect(otp.current.resendIn).toBe(30);
  });

  it("waits a second more where the server, which tells whole seconds, sent nothing yet", async () => {
    const otp = hook({ purpose: "prove_address" });
    await act(() => otp.current.send({ to: TO }));
    const { resendAt } = otp.current;
    await pass(30_000);
    expect(otp.current.canResend).toBe(true);
    double.answers = { "/send-otp": () => Response.json({ status: "pending", to: TO, channel: "sms", resend_at: new Date(resendAt ?? 0).toISOString(), expires_at: new Date(Date.now() + 570_000).toISOString() }) };
    await act(() => otp.current.resend());
    expect(otp.current).toMatchObject({ status: "sent", canResend: false, resendIn: 1 });
    await pass(1000);
    expect(otp.current.canResend).toBe(true);
  });

  it.each([-120_000, 120_000, 3_600_000])("goes by the server's clock where it is %i ms ahead", async (skew) => {
    double.skew = skew;
    const otp = hook({ purpose: "prove_address" });
    await act(() => otp.current.send({ to: TO }));
    expect(otp.current.resendIn).toBeGreaterThanOrEqual(30);
    expect(otp.current.resendIn).toBeLessThanOrEqual(32);
    await pass(otp.current.resendIn * 1000);
    expect(otp.current.canResend).toBe(true);
    await act(() => otp.current.resend());
    expect(double.sent).toBe(2);
  });

  it.each([-120_000, 120_000])("goes by `resend_seconds` where the `Date` may not be read (%i ms)", async (skew) => {
    double.skew = skew;
    double.date = false;
    function Page(): ReactElement {
      const otp = useOtp({ purpose: "prove_address" });
      return <button onClick={() => void otp.send({ to: TO })}>{otp.resendIn}</button>;
    }
    const { useConfig } = await import("../src/index.js");
    function Config(): null {
      useConfig();
      return null;
    }
    render(
      <DoorcodeProvider client={double.client}>
        <Config />
        <Page />
      </DoorcodeProvider>,
    );
    await pass();
    fireEvent.click(screen.getByRole("button"));
    await pass();
    const shown = Number(screen.getByRole("button").textContent);
    expect(shown).toBeGreaterThanOrEqual(30);
    expect(shown).toBeLessThanOrEqual(31);
  });

  it("learns the time anew where the `Date` may not be read and somebody sets a clock", async () => {
    double.date = false;
    const { useConfig } = await import("../src/index.js");
    let otp: Otp<"prove_address"> | undefined;
    function Page(): null {
      useConfig();
      otp = useOtp({ purpose: "prove_address" });
      return null;
    }
    render(
      <DoorcodeProvider client={double.client}>
        <Page />
      </DoorcodeProvider>,
    );
    await pass();
    await act(async () => void (await otp?.send({ to: TO })));
    await pass(31_000);
    double.skew = 600_000;
    await act(async () => void (await otp?.resend()));
    expect(otp?.resendIn).toBeGreaterThanOrEqual(30);
    expect(otp?.resendIn).toBeLessThanOrEqual(31);
  });

  it("does not begin anew where somebody puts the device's clock back", async () => {
    const otp = hook({ purpose: "prove_address" });
    await act(() => otp.current.send({ to: TO }));
    await pass(5_000);
    double.skew = 3_600_000;
    vi.setSystemTime(Date.now() - 3_600_000);
    await pass(1_000);
    expect(otp.current.resendIn).toBeGreaterThanOrEqual(24);
    expect(otp.current.resendIn).toBeLessThanOrEqual(26);
    await pass(26_000);
    expect(otp.current.canResend).toBe(true);
    await act(() => otp.current.resend());
    expect(double.sent).toBe(2);
    expect(otp.current.resendIn).toBeLessThanOrEqual(32);
  });

  it("stops with the component", async () => {
    const otp = hook({ purpose: "prove_address" });
    await act(() => otp.current.send({ to: TO }));
    otp.unmount();
    await pass();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("checking", () => {
  it("tells the tries that are left, and locks at none", async () => {
    const onVerified = vi.fn();
    const otp = hook({ purpose: "prove_address", onVerified });
    await act(() => otp.current.send({ to: TO }));
    for (const left of [4, 3, 2, 1]) {
      await act(() => otp.current.verify("000000"));
      expect(otp.current).toMatchObject({ status: "sent", attemptsLeft: left, error: { code: "invalid_code" } });
    }
    await act(() => otp.current.verify("000000"));
    expect(otp.current).toMatchObject({ status: "locked", attemptsLeft: 0, canVerify: false, canResend: true, resendIn: 0 });
    await act(() => otp.current.resend());
    expect(double.sent).toBe(2);
    expect(otp.current).toMatchObject({ status: "sent", attemptsLeft: undefined, error: undefined });
    await act(() => otp.current.verify(CODE));
    expect(otp.current.status).toBe("verified");
    expect(onVerified).toHaveBeenCalledTimes(1);
  });

  it("waits where a limit says so", async () => {
    const otp = hook({ purpose: "prove_address" });
    await act(() => otp.current.send({ to: TO }));
    double.answers = { "/verify-otp": () => double.problem(429, "too_many_requests", { retry_after: 20 }) };
    await act(() => otp.current.verify(CODE));
    expect(otp.current).toMatchObject({ status: "sent", canVerify: false, error: { code: "too_many_requests" } });
    expect(otp.current.retryIn).toBeGreaterThanOrEqual(20);
    double.answers = {};
    await pass(22_000);
    expect(otp.current).toMatchObject({ canVerify: true, retryIn: 0 });
    await act(() => otp.current.verify(CODE));
    expect(otp.current.status).toBe("verified");
  });

  it("that did not get through may be repeated", async () => {
    const otp = hook({ purpose: "prove_address" });
    await act(() => otp.current.send({ to: TO }));
    double.answers = { "/verify-otp": () => Promise.reject(new TypeError("fetch failed")) };
    await act(() => otp.current.verify(CODE));
    expect(otp.current).toMatchObject({ status: "sent", canVerify: true, error: { code: "network_offline" } });
    double.answers = {};
    await act(() => otp.current.verify(CODE));
    expect(otp.current.status).toBe("verified");
  });

  it("waits for a resend that is under way, and happens once", async () => {
    const onVerified = vi.fn();
    const otp = hook({ purpose: "prove_address", onVerified });
    await act(() => otp.current.send({ to: TO }));
    await pass(31_000);
    await act(async () => {
      const sending = otp.current.resend();
      const checks = [otp.current.verify(CODE), otp.current.verify(CODE)];
      expect([await sending, ...(await Promise.all(checks))]).toEqual([true, true, true]);
    });
    expect(otp.current.status).toBe("verified");
    expect(double.calls("/verify-otp")).toHaveLength(1);
    expect(onVerified).toHaveBeenCalledTimes(1);
  });

  it("that waits is over with a new beginning, and where nothing was sent", async () => {
    const otp = hook({ purpose: "prove_address" });
    double.answers = { "/send-otp": () => double.problem(422, "channel_not_offered") };
    await act(async () => {
      void otp.current.send({ to: TO });
      expect(await otp.current.verify(CODE)).toBe(false);
    });
    double.answers = {};
    await act(async () => {
      void otp.current.send({ to: TO });
      const check = otp.current.verify(CODE);
      otp.current.reset();
      expect(await check).toBe(false);
    });
    expect(double.calls("/verify-otp")).toHaveLength(0);
  });

  it("tells nobody after the component is gone", async () => {
    const onVerified = vi.fn();
    const otp = hook({ purpose: "prove_address", onVerified });
    await act(() => otp.current.send({ to: TO }));
    const check = otp.current.verify(CODE);
    otp.unmount();
    expect(await check).toBe(true);
    expect(onVerified).not.toHaveBeenCalled();
  });

  it("whose answer comes after a new beginning changes nothing", async () => {
    const onVerified = vi.fn();
    const otp = hook({ purpose: "prove_address", onVerified });
    await act(() => otp.current.send({ to: TO }));
    await act(async () => {
      const check = otp.current.verify(CODE);
      otp.current.reset();
      expect(await check).toBe(false);
    });
    expect(otp.current).toMatchObject({ status: "idle", to: undefined });
    expect(onVerified).not.toHaveBeenCalled();
  });
});

describe("a reload", () => {
  it("finds the code where it was, and the countdown goes on", async () => {
    double.skew = 3_600_000;
    const before = hook({ purpose: "prove_address" });
    await act(() => before.current.send({ to: TO }));
    await act(() => before.current.verify("000000"));
    before.unmount();
    await pass(10_000);
    const after = hook({ purpose: "prove_address" }, double.reloaded());
    expect(after.current).toMatchObject({ status: "sent", to: TO, channel: "sms", attemptsLeft: 4, canVerify: true });
    expect(after.current.resendIn).toBeGreaterThanOrEqual(20);
    expect(after.current.resendIn).toBeLessThanOrEqual(22);
    // an effect that sends on arrival finds it on its way
    await act(() => after.current.send({ to: TO }));
    expect(double.calls("/send-otp")).toHaveLength(1);
    await act(() => after.current.verify(CODE));
    expect(after.current.status).toBe("verified");
  });

  it("finds the proof of a right code until it is used", async () => {
    const before = hook({ purpose: "prove_address" });
    await act(() => before.current.send({ to: TO }));
    await act(() => before.current.verify(CODE));
    before.unmount();
    expect(JSON.stringify({ ...sessionStorage })).not.toContain(CODE);
    const client = double.reloaded();
    const onVerified = vi.fn();
    const after = hook({ purpose: "prove_address", onVerified }, client);
    expect(after.current).toMatchObject({ status: "verified", ask: { to: TO }, data: { verification_token: "proof" }, expiresIn: 600, canSend: false });
    expect(onVerified).not.toHaveBeenCalled();
    double.answers = { "/register-with-otp": ({ email }) => (email === "" ? double.problem(409, "taken") : Response.json({ ...PAIR, user }, { status: 201 })) };
    const account = { phone: TO, password: "correct horse 9", verification_token: "proof" };
    await act(() => client.registerWithOtp({ ...account, email: "" }));
    expect(sessionStorage.length).toBe(1);
    await act(() => client.registerWithOtp({ ...account, email: "ada@example.com" }));
    expect(sessionStorage.length).toBe(0);
    expect(after.current.status).toBe("verified");
    expect(hook({ purpose: "prove_address" }, double.reloaded()).current.status).toBe("idle");
  });

  it("finds no proof that was used while no component was there", async () => {
    for (const options of [{}, { storage: localStorage }]) {
      const otp = hook({ purpose: "prove_address", ...options });
      await act(() => otp.current.send({ to: TO }));
      await act(() => otp.current.verify(CODE));
      otp.unmount();
    }
    double.answers = { "/register-with-otp": () => Response.json({ ...PAIR, user }, { status: 201 }) };
    const account = { phone: TO, password: "correct horse 9", email: "ada@example.com" };
    await act(() => double.client.registerWithOtp({ ...account, verification_token: "another" }));
    expect([sessionStorage.length, localStorage.length]).toEqual([1, 1]);
    await act(() => double.client.registerWithOtp({ ...account, verification_token: "proof" }));
    expect([sessionStorage.length, localStorage.length]).toEqual([0, 0]);
  });

  it("goes by the storage that is given first, though each drawing makes one", async () => {
    const kept = new Map<string, string>();
    function Page(): ReactElement {
      const otp = useOtp({
        purpose: "prove_address",
        storage: { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value), removeItem: (key) => void kept.delete(key) },
      });
      return <button onClick={() => void otp.send({ to: TO })}>{otp.status}</button>;
    }
    render(
      <DoorcodeProvider client={double.client}>
        <Page />
      </DoorcodeProvider>,
    );
    fireEvent.click(screen.getByRole("button"));
    await pass();
    expect(screen.getByText("sent")).toBeTruthy();
    expect([...kept.keys()]).toEqual(["doorcode.otp.prove_address"]);
  });

  it("finds the proof of a reset, and what it was for", async () => {
    const before = hook({ purpose: "reset" });
    await act(() => before.current.send({ username: "bob", channel: "email" }));
    await act(() => before.current.verify(CODE, { recovery_code: "AAAA-BBBB" }));
    before.unmount();
    expect(JSON.stringify({ ...sessionStorage })).not.toMatch(/AAAA|123456/);
    const client = double.reloaded();
    const after = hook({ purpose: "reset" }, client);
    expect(after.current).toMatchObject({ status: "verified", ask: { username: "bob", channel: "email" }, data: { verification_token: "proof" } });
    const proof = { username: "bob", verification_token: "proof" };
    double.answers = { "/forgot-password-otp": ({ new_password }) => (new_password === undefined ? undefined : Response.json({ message: "Password reset successful", status: "reset" })) };
    await act(() => client.forgotPasswordOtp(proof));
    expect(sessionStorage.length).toBe(1);
    await act(() => client.forgotPasswordOtp({ ...proof, new_password: "another horse 10" }));
    expect(sessionStorage.length).toBe(0);
  });

  it("forgets a proof that is over, and one that is given up", async () => {
    const one = hook({ purpose: "prove_address" });
    await act(() => one.current.send({ to: TO }));
    await act(() => one.current.verify(CODE));
    one.unmount();
    await pass(601_000);
    expect(hook({ purpose: "prove_address" }, double.reloaded()).current).toMatchObject({ status: "idle", canSend: true });
    expect(sessionStorage.length).toBe(0);
    const two = hook({ purpose: "prove_address" });
    await act(() => two.current.send({ to: TO }));
    await act(() => two.current.verify(CODE));
    expect(sessionStorage.length).toBe(1);
    act(() => two.current.reset());
    expect(sessionStorage.length).toBe(0);
  });

  it("lets a page without a form for the proof send again", async () => {
    const otp = hook({ purpose: "prove_address" });
    await act(() => otp.current.send({ to: TO }));
    await act(() => otp.current.verify(CODE));
    expect(otp.current.canSend).toBe(false);
    await pass(31_000);
    expect(otp.current.canSend).toBe(true);
    await act(() => otp.current.send({ to: TO }));
    expect(otp.current).toMatchObject({ status: "sent", data: undefined });
  });

  it("in the middle of a check finds the code, not what was typed", async () => {
    const before = hook({ purpose: "prove_address" });
    await act(() => before.current.send({ to: TO }));
    act(() => void before.current.verify(CODE));
    before.unmount();
    const kept = sessionStorage.getItem("doorcode.otp.prove_address");
    expect(kept).toContain(TO);
    expect(kept).not.toContain(CODE);
    expect(hook({ purpose: "prove_address" }, double.reloaded()).current.status).toBe("sent");
  });

  it("after the code's life finds nothing", async () => {
    const before = hook({ purpose: "prove_address" });
    await act(() => before.current.send({ to: TO }));
    before.unmount();
    await pass(601_000);
    expect(hook({ purpose: "prove_address" }, double.reloaded()).current.status).toBe("idle");
  });

  it("keeps no password and no token", async () => {
    const registration = hook({ purpose: "activate" });
    await act(() => registration.current.send({ username: "bob", password: "correct horse 9", mobile_number: TO }));
    const phone = hook({ purpose: "phone" });
    await act(() => phone.current.send({ role: "core", phone_number: TO, password: "correct horse 9" }));
    const factor = hook({ purpose: "second_factor" });
    const times = { expires_at: "2026-11-21T19:00:36Z", resend_at: "2026-11-21T18:51:06Z" };
    await act(() => factor.current.send({ token: "second-token", channel: "sms", masked_to: "+1202*****23", ...times }));
    expect(JSON.stringify({ ...sessionStorage })).not.toMatch(/horse|second-token/);
    expect(Object.keys(sessionStorage).sort()).toEqual(["doorcode.otp.activate", "doorcode.otp.phone"]);
    const login = hook({ purpose: "login" });
    await act(() => login.current.send({ to: TO }));
    await act(() => login.current.verify(CODE));
    const confirm = hook({ purpose: "confirm" });
    await act(() => confirm.current.send({ action: "transfer", details: { payee: "Bob" } }));
    await act(() => confirm.current.verify(CODE));
    expect([login.current.status, confirm.current.status]).toEqual(["verified", "verified"]);
    expect(JSON.stringify({ ...sessionStorage })).not.toMatch(/access|refresh|confirmed/);
  });

  it("does not believe what somebody else left", () => {
    for (const left of ["{", "[]", '{"status":"verified"}', '{"status":"verified","ask":{},"expiresAt":1e15,"skew":0}', '{"status":"verified","ask":{},"data":{"verification_token":1},"expiresAt":1e15,"skew":0}', '{"status":"sent","ask":null,"expiresAt":1e15,"skew":0}']) {
      sessionStorage.setItem("doorcode.otp.prove_address", left);
      expect(hook({ purpose: "prove_address" }).current.status).toBe("idle");
    }
  });

  it("is forgotten where the page wants it so, and two codes of one page are two", async () => {
    const one = hook({ purpose: "prove_address", name: "phone" });
    const two = hook({ purpose: "prove_address", name: "email" });
    const three = hook({ purpose: "prove_address", storage: null });
    for (const otp of [one, two, three]) await act(() => otp.current.send({ to: TO }));
    expect(Object.keys(sessionStorage).sort()).toEqual(["doorcode.otp.prove_address.email", "doorcode.otp.prove_address.phone"]);
  });
});

describe("each purpose calls its operations", () => {
  it("login", async () => {
    const otp = hook({ purpose: "login" });
    await act(() => otp.current.send({ to: TO }));
    double.answers = { "/login-with-otp": (body) => (body["password"] === undefined ? double.problem(403, "second_factor_required") : undefined) };
    await act(() => otp.current.verify(CODE));
    expect(otp.current).toMatchObject({ status: "sent", error: { code: "second_factor_required" } });
    await act(() => otp.current.verify(CODE, { password: "correct horse 9" }));
    expect(otp.current).toMatchObject({ status: "verified", data: { status: "signed_in", user } });
    expect(double.client.session.state.status).toBe("signed_in");
    expect(double.seen.map((seen) => seen.body).at(-1)).toEqual({ to: TO, otp_code: CODE, password: "correct horse 9" });
  });

  it("reset", async () => {
    const otp = hook({ purpose: "reset" });
    await act(() => otp.current.send({ username: "bob", channel: "email" }));
    await act(() => otp.current.verify(CODE));
    expect(otp.current).toMatchObject({ status: "verified", to: "bob", channel: "email", data: { verification_token: "proof" } });
    expect(double.calls("/forgot-password-otp").map((seen) => seen.body)).toEqual([
      { username: "bob", channel: "email" },
      { username: "bob", channel: "email", otp_code: CODE },
    ]);
  });

  it("activate, also after a reload", async () => {
    const before = hook({ purpose: "activate" });
    await act(() => before.current.send({ username: "bob", password: "correct horse 9", mobile_number: TO }));
    before.unmount();
    await pass(31_000);
    const otp = hook({ purpose: "activate" }, double.reloaded());
    await act(() => otp.current.resend());
    await act(() => otp.current.verify(CODE));
    expect(otp.current.status).toBe("verified");
    expect(double.seen.map(({ path, body }) => [path, body])).toEqual([
      ["/api/v1/auth/register", { username: "bob", password: "correct horse 9", mobile_number: TO }],
      ["/api/v1/auth/resend-otp", { mobile_number: TO, user_id: 9, channel: null, locale: null }],
      ["/api/v1/auth/verify", { mobile_number: TO, user_id: 9, otp: CODE }],
    ]);
  });

  it("activate, taken up where it was left", async () => {
    const otp = hook({ purpose: "activate" });
    await act(() => otp.current.send({ mobile_number: TO, channel: "whatsapp" }));
    expect(otp.current).toMatchObject({ status: "sent", to: TO, channel: "whatsapp", resendIn: 30, canResend: false });
    otp.unmount();
    await pass(31_000);
    const after = hook({ purpose: "activate" }, double.reloaded());
    expect(after.current).toMatchObject({ status: "sent", to: TO, canResend: true });
    await act(() => after.current.resend());
    await act(() => after.current.verify(CODE));
    expect(after.current.status).toBe("verified");
    expect(double.seen.map(({ path, body }) => [path, body])).toEqual([
      ["/api/v1/auth/resend-otp", { mobile_number: TO, channel: "whatsapp" }],
      ["/api/v1/auth/resend-otp", { mobile_number: TO, user_id: 9, channel: "whatsapp", locale: null }],
      ["/api/v1/auth/verify", { mobile_number: TO, user_id: 9, otp: CODE }],
    ]);
  });

  it("phone", async () => {
    const otp = hook({ purpose: "phone" });
    await act(() => otp.current.send({ role: "core", phone_number: TO }));
    await act(() => otp.current.verify(CODE));
    expect(double.seen.map(({ path, body }) => [path, body])).toEqual([
      ["/api/core/send-otp", { phone_number: TO }],
      ["/api/core/verify-otp", { otp_code: CODE }],
    ]);
  });

  it("confirm, which is over with the session", async () => {
    const otp = hook({ purpose: "confirm" });
    const operation = { action: "transfer", details: { amount: "100 USD", payee: "Bob" } };
    await act(() => otp.current.send(operation));
    expect(otp.current).toMatchObject({ to: "+1202*****23", id: 7 });
    await act(() => otp.current.verify(CODE));
    expect(otp.current).toMatchObject({ status: "verified", data: { confirmation_token: "confirmed" } });
    expect(double.calls("/confirmations/7")[0]?.body).toEqual({ otp_code: CODE });
    await act(() => double.client.login({ email: "ada@example.com", password: "correct horse 9" }));
    await act(() => otp.current.send(operation));
    await act(() => double.client.logout());
    expect(otp.current.status).toBe("idle");
    expect(sessionStorage.length).toBe(0);
  });

  it("second_factor", async () => {
    const otp = hook({ purpose: "second_factor" });
    const times = { expires_at: "2026-11-21T19:00:36Z", resend_at: "2026-11-21T18:51:06Z" };
    await act(() => otp.current.send({ token: "t", channel: "sms", masked_to: "+1202*****23", ...times }));
    expect(otp.current).toMatchObject({ status: "sent", to: "+1202*****23", resendIn: 30 });
    expect(double.seen).toEqual([]);
    await pass(31_000);
    await act(() => otp.current.resend("whatsapp"));
    await act(() => otp.current.verify("", { recovery_code: "AAAA-BBBB" }));
    expect(double.seen.map(({ path, body }) => [path, body])).toEqual([
      ["/login/resend", { token: "t", channel: "whatsapp" }],
      ["/login/verify", { token: "t", recovery_code: "AAAA-BBBB" }],
    ]);
  });
});
