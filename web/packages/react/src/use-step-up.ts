// What is needed besides being signed in: the password, the second factor, or a code for this one operation.
import { Failure, isNetworkFailure, type Client, type Data, type Input, type Result, type SecondFactor, type SignedIn } from "@doorcode/client";
import { useCallback, useEffect, useRef, useState } from "react";

import { onSessionOver } from "./kept.js";
import { useClient } from "./provider.js";
import { useOtp, type Otp } from "./use-otp.js";

/** What a person brings when they are asked; an operation takes what its body knows. */
export interface Evidence {
  readonly password?: string;
  readonly otp_code?: string;
  readonly recovery_code?: string;
}

/** What is asked for. `password`: the sign-in is too old. `sign_in`: it is, and the password alone does not mend it; where there is
 * a second factor, only signing in with both does. `second_factor`: a code of the factor, or a recovery code; where `secondFactor` is
 * absent nothing was sent, and what is missing stands in `error`. `confirmation`: the code of one operation. */
export type Demand =
  | { readonly kind: "password" | "sign_in"; readonly error: Failure }
  | { readonly kind: "second_factor"; readonly secondFactor: SecondFactor | undefined; readonly error: Failure }
  | { readonly kind: "confirmation" };

/** One operation at a time that needs more than a token. */
export interface StepUp {
  /** What the person must bring now; `undefined` while nothing is asked. */
  readonly demand: Demand | undefined;
  /** Whether an answer is on its way. */
  readonly busy: boolean;
  /** Why the last evidence was not taken. */
  readonly error: Failure | undefined;
  /** Runs an operation, again with the evidence where it asks for some: `run((more) => client.setEmail({ …, ...more }))`.
   * Resolves when it went well, failed for another reason, or was given up (`undefined`): by `cancel`, by the next one, with the
   * session, or with the component. Rejects where `operation` does. */
  readonly run: <Value>(operation: (evidence: Evidence) => Promise<Result<Value>>) => Promise<Result<Value> | undefined>;
  /** Signs in, with the second factor where there is one. */
  readonly login: (credentials: Input<"login">) => Promise<Result<SignedIn> | undefined>;
  /** Asks for a code for one operation; answers its `confirmation_token`, for your back end. */
  readonly confirm: (operation: Input<"askConfirmation">) => Promise<Data<"confirm"> | undefined>;
  /** Brings what was asked for. */
  readonly answer: (evidence: Evidence) => Promise<void>;
  /** Gives up. */
  readonly cancel: () => void;
  /** The code that went out for what is demanded: countdown, resend, tries. Check it with `answer`. */
  readonly otp: Otp<"second_factor"> | Otp<"step_up"> | Otp<"confirm"> | undefined;
}

interface Pending {
  /** Tries again with what a person brought. */
  readonly take: (evidence: Evidence) => Promise<void>;
  /** Nobody will bring it. */
  readonly giveUp: () => void;
  /** It failed in a way that is no answer. */
  readonly fail: (cause: unknown) => void;
  /** Whether it needs a session: signing in does not. */
  readonly inSession: boolean;
  /** Whether a call is on its way, which answers first. */
  trying?: boolean;
  /** Whether nobody is there any more to bring anything. */
  left?: boolean;
}

/** Asks for what an operation needs besides a token, and goes on with it. */
export function useStepUp(given?: Client): StepUp {
  const client = useClient(given);
  const pending = useRef<Pending>(undefined);
  const verified = useRef<(data: SignedIn | Data<"confirm">) => void>(undefined);
  const factor = useOtp({ purpose: "second_factor", name: "step-up", storage: null, client, onVerified: (data) => verified.current?.(data) });
  const confirmation = useOtp({ purpose: "confirm", name: "step-up", storage: null, client, onVerified: (data) => verified.current?.(data) });
  const step = useOtp({ purpose: "step_up", name: "step-up", storage: null, client });
  const [demand, setDemand] = useState<Demand>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Failure>();
  const { send: sendFactor, verify: verifyFactor, reset: resetFactor } = factor;
  const { begin: beginStep, verify: verifyStep, reset: resetStep } = step;
  const { send: sendConfirmation, verify: verifyConfirmation, reset: resetConfirmation } = confirmation;

  const close = useCallback(() => {
    pending.current = undefined;
    verified.current = undefined;
    setDemand(undefined);
    setError(undefined);
    setBusy(false);
    resetFactor();
    resetStep();
    resetConfirmation();
  }, [resetFactor, resetStep, resetConfirmation]);

  const cancel = useCallback(() => {
    const before = pending.current;
    close();
    before?.giveUp();
  }, [close]);

  // what waits for a person waits in vain; what is on its way may still go well
  const leave = useCallback(() => {
    if (pending.current?.trying === true) pending.current.left = true;
    else cancel();
  }, [cancel]);
  useEffect(() => leave, [leave]);
  useEffect(
    () =>
      onSessionOver(client, () => {
        if (pending.current?.inSession === true) leave();
      }),
    [client, leave],
  );

  const fail = useCallback(
    (mine: Pending, cause: unknown) => {
      if (pending.current === mine) close();
      mine.fail(cause);
    },
    [close],
  );
  const attend = useCallback(
    async (mine: Pending, work: () => Promise<unknown>) => {
      mine.trying = true;
      try {
        await work();
      } catch (cause) {
        fail(mine, cause);
      }
      mine.trying = false;
      if (mine.left === true && pending.current === mine) cancel();
    },
    [cancel, fail],
  );

  const run = useCallback(
    <Value,>(operation: (evidence: Evidence) => Promise<Result<Value>>): Promise<Result<Value> | undefined> => {
      cancel();
      return new Promise((resolve, reject) => {
        // what was right so far is still needed: the password, then the factor
        let evidence: Evidence = {};
        // whether a code went out, and a `step_up` of its own counts its tries and seconds
        let asked = false;
        const mine: Pending = {
          take: (more) =>
            attend(mine, async () => {
              if (asked) return verifyStep(more.otp_code ?? "", more);
              setBusy(true);
              await attempt(more);
              if (pending.current === mine) setBusy(false);
            }),
          giveUp: () => resolve(undefined),
          fail: reject,
          inSession: true,
        };
        const finish = (result: Result<Value>): void => {
          close();
          resolve(result);
        };
        const attempt = async (more: Evidence): Promise<Result<Value>> => {
          const result = await operation({ ...evidence, ...more });
          if (pending.current !== mine) return result;
          const brought = Object.keys(more).length > 0;
          const next = demandOf(result.error, evidence.password ?? more.password);
          if (next !== undefined) {
            evidence = { ...evidence, ...more };
            setDemand(next);
            setError(brought ? result.error : undefined);
            resetStep();
            asked = next.kind === "second_factor" && next.secondFactor !== undefined;
            if (next.kind === "second_factor" && next.secondFactor !== undefined) {
              setError(undefined);
              beginStep({ ...next.secondFactor, again, go: attempt }, next.secondFactor);
            }
          } else if (result.error === undefined || !brought || !isAboutEvidence(result.error)) {
            finish(result);
          } else if (!asked) {
            // with a code, its `step_up` tells
            setError(result.error);
          }
          return result;
        };
        const again = async (): Promise<Result<SecondFactor>> => {
          const { otp_code, recovery_code, ...lasting } = evidence;
          const result = await operation(lasting).catch((cause: unknown) => fail(mine, cause));
          if (result === undefined) return aborted("The operation failed.");
          const sent = result.error?.secondFactor;
          if (sent !== undefined) return { data: sent, error: undefined, response: result.response };
          if (result.error !== undefined) return result;
          // nobody asks for it any more: it was switched off meanwhile
          if (pending.current === mine) finish(result);
          return aborted("It is done already.", result.response);
        };
        pending.current = mine;
        void mine.take({});
      });
    },
    [attend, beginStep, cancel, close, fail, resetStep, verifyStep],
  );

  const login = useCallback(
    (credentials: Input<"login">): Promise<Result<SignedIn> | undefined> => {
      cancel();
      return new Promise((resolve, reject) => {
        const mine: Pending = {
          take: ({ otp_code = "", recovery_code }) => attend(mine, () => verifyFactor(otp_code, recovery_code === undefined ? {} : { recovery_code })),
          giveUp: () => resolve(undefined),
          fail: reject,
          inSession: false,
        };
        pending.current = mine;
        setBusy(true);
        void attend(mine, async () => {
          const result = await client.login(credentials);
          if (pending.current !== mine) return;
          setBusy(false);
          const secondFactor = result.error?.secondFactor;
          if (result.error === undefined || secondFactor === undefined) {
            close();
            resolve(result);
            return;
          }
          verified.current = (data) => {
            close();
            if ("user" in data) resolve({ data, error: undefined, response: undefined });
          };
          setDemand({ kind: "second_factor", secondFactor, error: result.error });
          await sendFactor(secondFactor);
        });
      });
    },
    [attend, cancel, client, close, sendFactor, verifyFactor],
  );

  const confirm = useCallback(
    (operation: Input<"askConfirmation">): Promise<Data<"confirm"> | undefined> => {
      cancel();
      return new Promise((resolve, reject) => {
        const mine: Pending = {
          take: ({ otp_code = "" }) => attend(mine, () => verifyConfirmation(otp_code)),
          giveUp: () => resolve(undefined),
          fail: reject,
          inSession: true,
        };
        pending.current = mine;
        verified.current = (data) => {
          close();
          if ("confirmation_token" in data) resolve(data);
        };
        setDemand({ kind: "confirmation" });
        void attend(mine, () => sendConfirmation(operation));
      });
    },
    [attend, cancel, close, sendConfirmation, verifyConfirmation],
  );

  const answer = useCallback(async (evidence: Evidence) => {
    await pending.current?.take(evidence);
  }, []);

  const code = factor.ask !== undefined ? factor : step.ask !== undefined ? step : undefined;
  const otp = demand?.kind === "confirmation" ? confirmation : demand?.kind === "second_factor" ? code : undefined;
  const working = busy || otp?.status === "sending" || otp?.status === "checking";
  return { demand, busy: working, error: error ?? otp?.error, run, login, confirm, answer, cancel, otp };
}

function aborted(message: string, response?: Response): Result<never> {
  return { data: undefined, error: new Failure({ code: "network_aborted", message }), response };
}

function demandOf(error: Failure | undefined, password: string | undefined): Demand | undefined {
  switch (error?.code) {
    case "reauthentication_required":
      return { kind: password === undefined ? "password" : "sign_in", error };
    case "second_factor_required":
      return { kind: "second_factor", secondFactor: error.secondFactor, error };
    default:
      return undefined;
  }
}

// The person may bring it again, or wait and bring it again; anything else is the operation's own business.
function isAboutEvidence(error: Failure): boolean {
  const fields = Object.keys(error.fieldErrors);
  return (
    error.code === "bad_credentials" ||
    error.code === "invalid_code" ||
    error.code === "too_many_requests" ||
    isNetworkFailure(error) ||
    (fields.length > 0 && fields.every((field) => ["password", "otp_code", "recovery_code"].includes(field)))
  );
}
