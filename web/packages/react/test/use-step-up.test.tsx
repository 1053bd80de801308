// Operations that want more than a token: asked for, brought, gone on with.
import type { Input } from "@doorcode/client";
import { act, renderHook } from "@testing-library/react";
import type { ReactElement, ReactNode } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { DoorcodeProvider, useStepUp, type StepUp } from "../src/index.js";
import { CODE, Double } from "./double.js";

let double: Double;
let hook: { readonly current: StepUp };
let unmount: () => void;

beforeEach(() => {
  double = new Double();
  const wrapper = ({ children }: { children: ReactNode }): ReactElement => <DoorcodeProvider client={double.client}>{children}</DoorcodeProvider>;
  ({ result: hook, unmount } = renderHook(() => useStepUp(), { wrapper }));
});

/** What an operation answered, once it did. */
async function begun<Value>(begin: () => Promise<Value>): Promise<{ answer?: Value }> {
  const outcome: { answer?: Value } = {};
  await act(async () => {
    void begin().then((answer) => (outcome.answer = answer));
    await Promise.resolve();
  });
  await settled();
  return outcome;
}
const settled = (): Promise<void> => act(async () => void (await new Promise((done) => setTimeout(done, 5))));
const answer = async (evidence: Parameters<StepUp["answer"]>[0]): Promise<void> => {
  await act(() => hook.current.answer(evidence));
  await settled();
};
const email: Input<"setEmail"> = { email: "ada@example.com", verification_token: "proof" };
const times = { expires_at: "2099-11-21T19:00:36Z", resend_at: "2099-11-21T18:51:06Z" };

describe("an operation", () => {
  it("that needs nothing more is simply done", async () => {
    double.answers = { "/me/email": () => Response.json({ id: 1 }) };
    const outcome = await begun(() => hook.current.run((more) => double.client.setEmail({ ...email, ...more })));
    expect(outcome.answer).toMatchObject({ data: { id: 1 } });
    expect(hook.current.demand).toBeUndefined();
  });

  it("that wants a recent sign-in asks for the password, again where it is wrong, and goes on", async () => {
    double.answers = {
      "/me/email": ({ password }) =>
        password === undefined
          ? double.problem(403, "reauthentication_required")
          : password === "right"
            ? Response.json({ id: 1 })
            : double.problem(401, "bad_credentials"),
    };
    const outcome = await begun(() => hook.current.run((more) => double.client.setEmail({ ...email, ...more })));
    expect(hook.current).toMatchObject({ demand: { kind: "password" }, error: undefined, busy: false });
    await answer({ password: "wrong" });
    expect(hook.current).toMatchObject({ demand: { kind: "password" }, error: { code: "bad_credentials" } });
    expect(outcome.answer).toBeUndefined();
    await answer({ password: "right" });
    expect(outcome.answer).toMatchObject({ data: { id: 1 } });
    expect(hook.current).toMatchObject({ demand: undefined, error: undefined });
    expect(double.calls("/me/email").map((seen) => seen.body["password"])).toEqual([undefined, "wrong", "right"]);
  });

  it("that wants the password and then the factor is given both", async () => {
    double.answers = {
      "/me/second-factor": ({ password, otp_code }) =>
        password === undefined
          ? double.problem(403, "reauthentication_required")
          : otp_code === undefined
            ? double.problem(403, "second_factor_required", { second_factor: { channel: "sms", masked_to: "+1202*****23", ...times } })
            : otp_code === CODE
              ? Response.json({ message: "Second factor disabled", enabled: false })
              : double.problem(422, "invalid_code", { attempts_left: 4 }),
    };
    const outcome = await begun(() => hook.current.run((more) => double.client.setSecondFactor({ enabled: false, ...more })));
    await answer({ password: "right" });
    expect(hook.current.demand).toMatchObject({ kind: "second_factor", secondFactor: { masked_to: "+1202*****23" } });
    await answer({ otp_code: "000000" });
    expect(hook.current.error).toMatchObject({ code: "invalid_code", attemptsLeft: 4 });
    await answer({ otp_code: CODE });
    expect(outcome.answer).toMatchObject({ data: { enabled: false } });
    expect(double.calls("/me/second-factor").at(-1)?.body).toEqual({ enabled: false, password: "right", otp_code: CODE });
  });

  it("shows the countdown of the factor's code, and sends it again", async () => {
    const at = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString();
    let resend = 30;
    double.answers = {
      "/me/second-factor": ({ otp_code }) =>
        otp_code === undefined
          ? double.problem(403, "second_factor_required", { second_factor: { channel: "sms", masked_to: "+1202*****23", expires_at: at(600), resend_at: at(resend) } })
          : otp_code === CODE
            ? Response.json({ message: "Second factor disabled", enabled: false })
            : double.problem(422, "invalid_code", { attempts_left: 0 }),
    };
    const outcome = await begun(() => hook.current.run((more) => double.client.setSecondFactor({ enabled: false, ...more })));
    expect(hook.current.otp).toMatchObject({ status: "sent", to: "+1202*****23", channel: "sms", canResend: false });
    expect(hook.current.otp?.resendIn).toBeGreaterThanOrEqual(29);
    await answer({ otp_code: "000000" });
    expect(hook.current.otp).toMatchObject({ status: "locked", canResend: true });
    resend = 20;
    await act(async () => void (await hook.current.otp?.resend()));
    await settled();
    expect(hook.current).toMatchObject({ error: undefined, otp: { status: "sent", canResend: false } });
    expect(hook.current.otp?.resendIn).toBeLessThanOrEqual(22);
    await answer({ otp_code: CODE });
    expect(outcome.answer).toMatchObject({ data: { enabled: false } });
    expect(hook.current).toMatchObject({ demand: undefined, otp: undefined });
    expect(double.calls("/me/second-factor").map((seen) => seen.body["otp_code"])).toEqual([undefined, "000000", undefined, CODE]);
  });

  it("sends the password along with a resend, and no code", async () => {
    double.answers = {
      "/me/second-factor": ({ password, otp_code }) =>
        password === undefined
          ? double.problem(403, "reauthentication_required")
          : otp_code === undefined
            ? double.problem(403, "second_factor_required", { second_factor: { channel: "sms", masked_to: "+1202*****23", ...times } })
            : double.problem(422, "invalid_code", { attempts_left: 4 }),
    };
    await begun(() => hook.current.run((more) => double.client.setSecondFactor({ enabled: false, ...more })));
    await answer({ password: "right" });
    await answer({ otp_code: "000000" });
    await act(async () => void (await hook.current.otp?.resend()));
    expect(double.calls("/me/second-factor").at(-1)?.body).toEqual({ enabled: false, password: "right" });
  });

  it("for which no password is enough asks to sign in again", async () => {
    double.answers = { "/me": () => double.problem(403, "reauthentication_required") };
    const outcome = await begun(() => hook.current.run((more) => double.client.deleteMe(more)));
    expect(hook.current.demand?.kind).toBe("password");
    await answer({ password: "right" });
    expect(hook.current).toMatchObject({ demand: { kind: "sign_in", error: { code: "reauthentication_required" } }, busy: false });
    await act(async () => hook.current.cancel());
    expect(outcome).toStrictEqual({ answer: undefined });
  });

  it("that fails for another reason says so", async () => {
    double.answers = { "/me/email": ({ password }) => (password === undefined ? double.problem(403, "reauthentication_required") : double.problem(409, "taken")) };
    const outcome = await begun(() => hook.current.run((more) => double.client.setEmail({ ...email, ...more })));
    await answer({ password: "right" });
    expect(outcome.answer).toMatchObject({ error: { code: "taken" } });
    expect(hook.current.demand).toBeUndefined();
  });

  it("that is given up, or overtaken by the next, answers nothing", async () => {
    double.answers = { "/me/email": () => double.problem(403, "reauthentication_required") };
    const one = await begun(() => hook.current.run((more) => double.client.setEmail({ ...email, ...more })));
    const two = await begun(() => hook.current.run((more) => double.client.setEmail({ ...email, ...more })));
    expect(one).toStrictEqual({ answer: undefined });
    expect("answer" in two).toBe(false);
    await act(async () => hook.current.cancel());
    expect(two).toStrictEqual({ answer: undefined });
    expect(hook.current.demand).toBeUndefined();
  });
});

describe("what nobody can answer any more", () => {
  const second_factor = { token: "t", channel: "sms", masked_to: "+1202*****23", ...times };
  const signIn = (): Promise<unknown> => act(() => double.client.login({ email: "ada@example.com", password: "correct horse 9" }));
  const waiting = {
    run: () => {
      double.answers = { "/me/email": () => double.problem(403, "reauthentication_required") };
      return hook.current.run((more) => double.client.setEmail({ ...email, ...more }));
    },
    confirm: () => hook.current.confirm({ action: "transfer", details: { payee: "Bob" } }),
    login: () => {
      double.answers = { "/login": () => double.problem(403, "second_factor_required", { second_factor }) };
      return hook.current.login({ username: "ada", password: "correct horse 9" });
    },
  };

  it.each(["run", "confirm"] as const)("is given up with the session (%s)", async (what) => {
    await signIn();
    const outcome = await begun<unknown>(waiting[what]);
    expect(hook.current.demand).toBeDefined();
    await act(() => double.client.session.forget());
    await settled();
    expect(outcome).toStrictEqual({ answer: undefined });
    expect(hook.current).toMatchObject({ demand: undefined, busy: false });
  });

  it.each(["run", "confirm", "login"] as const)("is given up with the component (%s)", async (what) => {
    const outcome = await begun<unknown>(waiting[what]);
    unmount();
    await settled();
    expect(outcome).toStrictEqual({ answer: undefined });
  });

  it("is not the operation that ends the session itself", async () => {
    await signIn();
    double.answers = { "/me": () => new Response(null, { status: 204 }) };
    const outcome = await begun(() => hook.current.run((more) => double.client.deleteMe(more)));
    expect(outcome.answer).toMatchObject({ error: undefined, response: { status: 204 } });
    expect(double.client.session.state.status).toBe("signed_out");
  });

  it("is not the sign-in, nor one whose component is gone before its answer", async () => {
    await signIn();
    const outcome: { answer?: unknown } = {};
    await act(async () => {
      void hook.current.login({ username: "ada", password: "correct horse 9" }).then((answer) => (outcome.answer = answer));
      unmount();
      await settled();
    });
    expect(outcome.answer).toMatchObject({ data: { user: { id: 1 } } });
  });

  it("is not what throws: that is told, and over", async () => {
    const broken = new Error("broken");
    let calls = 0;
    const failed = await begun(() => hook.current.run(() => Promise.reject(broken)).catch((cause: unknown) => cause));
    expect(failed.answer).toBe(broken);
    expect(hook.current).toMatchObject({ demand: undefined, busy: false });
    double.answers = { "/me/email": () => double.problem(403, "second_factor_required", { second_factor }) };
    const later = await begun(() =>
      hook.current
        .run((more) => (++calls === 1 ? double.client.setEmail({ ...email, ...more }) : Promise.reject(broken)))
        .catch((cause: unknown) => cause),
    );
    await answer({ otp_code: CODE });
    expect(later.answer).toBe(broken);
    expect(hook.current).toMatchObject({ demand: undefined, busy: false, otp: undefined });
    const login = vi.spyOn(double.client, "login").mockRejectedValue(broken);
    const refused = await begun(() => hook.current.login({ username: "ada", password: "correct horse 9" }).catch((cause: unknown) => cause));
    expect(refused.answer).toBe(broken);
    expect(hook.current.busy).toBe(false);
    login.mockRestore();
  });
});

describe("signing in", () => {
  const second_factor = { token: "t", channel: "sms", masked_to: "+1202*****23", ...times };

  it("without a second factor is one step", async () => {
    const outcome = await begun(() => hook.current.login({ username: "ada", password: "correct horse 9" }));
    expect(outcome.answer).toMatchObject({ data: { user: { id: 1 } } });
  });

  it("with one asks for its code", async () => {
    double.answers = { "/login": () => double.problem(403, "second_factor_required", { second_factor }) };
    const outcome = await begun(() => hook.current.login({ username: "ada", password: "correct horse 9" }));
    expect(hook.current).toMatchObject({ demand: { kind: "second_factor" }, otp: { status: "sent", to: "+1202*****23" } });
    await answer({ otp_code: "000000" });
    expect(hook.current.error).toMatchObject({ code: "invalid_code" });
    await answer({ otp_code: CODE });
    expect(outcome.answer).toMatchObject({ data: { user: { id: 1 } } });
    expect(double.client.session.state.status).toBe("signed_in");
    expect(hook.current).toMatchObject({ demand: undefined, otp: undefined });
  });

  it("that is refused says so", async () => {
    double.answers = { "/login": () => double.problem(401, "bad_credentials") };
    const outcome = await begun(() => hook.current.login({ username: "ada", password: "wrong" }));
    expect(outcome.answer).toMatchObject({ error: { code: "bad_credentials" } });
  });
});

it("a confirmation answers its token", async () => {
  const outcome = await begun(() => hook.current.confirm({ action: "transfer", details: { payee: "Bob" } }));
  expect(hook.current).toMatchObject({ demand: { kind: "confirmation" }, otp: { status: "sent", to: "+1202*****23" } });
  await answer({ otp_code: CODE });
  expect(outcome.answer).toMatchObject({ confirmation_token: "confirmed" });
  expect(hook.current.demand).toBeUndefined();
  expect(sessionStorage.length).toBe(0);
});
