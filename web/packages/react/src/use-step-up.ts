// What is needed besides being signed in: the password, the second factor, or a code for this one operation.
import { isNetworkFailure, type Client, type Data, type Failure, type Input, type Result, type SecondFactor, type SignedIn } from "@doorcode/client";
import { useCallback, useRef, useState } from "react";

import { useClient } from "./provider.js";
import { useOtp, type Otp } from "./use-otp.js";

/** What a person brings when they are asked; an operation takes what its body knows. */
export interface Evidence {
  readonly password?: string;
  readonly otp_code?: string;
  readonly recovery_code?: string;
}

/** What is asked for. `password`: the sign-in is too old. `second_factor`: a code of the factor, or a recovery code; where
 * `secondFactor` is absent nothing was sent, and what is missing stands in `error`. `confirmation`: the code of one operation. */
export type Demand =
  | { readonly kind: "password"; readonly error: Failure }
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
   * Resolves when it went well, failed for another reason, or was given up (`undefined`). */
  readonly run: <Value>(operation: (evidence: Evidence) => Promise<Result<Value>>) => Promise<Result<Value> | undefined>;
  /** Signs in, with the second factor where there is one. */
  readonly login: (credentials: Input<"login">) => Promise<Result<SignedIn> | undefined>;
  /** Asks for a code for one operation; answers its `confirmation_token`, for your back end. */
  readonly confirm: (operation: Input<"askConfirmation">) => Promise<Data<"confirm"> | undefined>;
  /** Brings what was asked for. */
  readonly answer: (evidence: Evidence) => Promise<void>;
  /** Gives up. */
  readonly cancel: () => void;
  /** The code of a second factor at sign-in, or of a confirmation: countdown, resend, tries. */
  readonly otp: Otp<"second_factor"> | Otp<"confirm"> | undefined;
}

interface Pending {
  /** Tries again with what a person brought. */
  readonly take: (evidence: Evidence) => Promise<void>;
  /** Nobody will bring it. */
  readonly giveUp: () => void;
}

/** Asks for what an operation needs besides a token, and goes on with it. */
export function useStepUp(given?: Client): StepUp {
  const client = useClient(given);
  const pending = useRef<Pending>(undefined);
  const verified = useRef<(data: SignedIn | Data<"confirm">) => void>(undefined);
  const factor = useOtp({ purpose: "second_factor", name: "step-up", storage: null, client, onVerified: (data) => verified.current?.(data) });
  const confirmation = useOtp({ purpose: "confirm", name: "step-up", storage: null, client, onVerified: (data) => verified.current?.(data) });
  const [demand, setDemand] = useState<Demand>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Failure>();
  const { send: sendFactor, verify: verifyFactor, reset: resetFactor } = factor;
  const { send: sendConfirmation, verify: verifyConfirmation, reset: resetConfirmation } = confirmation;

  const close = useCallback(() => {
    pending.current = undefined;
    verified.current = undefined;
    setDemand(undefined);
    setError(undefined);
    setBusy(false);
    resetFactor();
    resetConfirmation();
  }, [resetFactor, resetConfirmation]);

  const cancel = useCallback(() => {
    const before = pending.current;
    close();
    before?.giveUp();
  }, [close]);

  const run = useCallback(
    <Value,>(operation: (evidence: Evidence) => Promise<Result<Value>>): Promise<Result<Value> | undefined> => {
      cancel();
      return new Promise((resolve) => {
        let evidence: Evidence = {};
        const take = async (more: Evidence): Promise<void> => {
          setBusy(true);
          const result = await operation({ ...evidence, ...more });
          if (pending.current !== mine) return;
          setBusy(false);
          const next = demandOf(result.error);
          if (next !== undefined) {
            // what was right so far is still needed: the password, then the factor
            evidence = { ...evidence, ...more };
            setDemand(next);
            setError(Object.keys(more).length > 0 ? result.error : undefined);
          } else if (result.error !== undefined && Object.keys(more).length > 0 && isAboutEvidence(result.error)) {
            setError(result.error);
          } else {
            close();
            resolve(result);
          }
        };
        const mine: Pending = { take, giveUp: () => resolve(undefined) };
        pending.current = mine;
        void take({});
      });
    },
    [cancel, close],
  );

  const login = useCallback(
    (credentials: Input<"login">): Promise<Result<SignedIn> | undefined> => {
      cancel();
      return new Promise((resolve) => {
        const mine: Pending = {
          take: async ({ otp_code = "", recovery_code }) => {
            await verifyFactor(otp_code, recovery_code === undefined ? {} : { recovery_code });
          },
          giveUp: () => resolve(undefined),
        };
        pending.current = mine;
        setBusy(true);
        void client.login(credentials).then(async (result) => {
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
    [cancel, client, close, sendFactor, verifyFactor],
  );

  const confirm = useCallback(
    (operation: Input<"askConfirmation">): Promise<Data<"confirm"> | undefined> => {
      cancel();
      return new Promise((resolve) => {
        pending.current = {
          take: async ({ otp_code = "" }) => {
            await verifyConfirmation(otp_code);
          },
          giveUp: () => resolve(undefined),
        };
        verified.current = (data) => {
          close();
          if ("confirmation_token" in data) resolve(data);
        };
        setDemand({ kind: "confirmation" });
        void sendConfirmation(operation);
      });
    },
    [cancel, close, sendConfirmation, verifyConfirmation],
  );

  const answer = useCallback(async (evidence: Evidence) => {
    await pending.current?.take(evidence);
  }, []);

  const otp = demand?.kind === "confirmation" ? confirmation : demand?.kind === "second_factor" && factor.ask !== undefined ? factor : undefined;
  const working = busy || otp?.status === "sending" || otp?.status === "checking";
  return { demand, busy: working, error: error ?? otp?.error, run, login, confirm, answer, cancel, otp };
}

function demandOf(error: Failure | undefined): Demand | undefined {
  switch (error?.code) {
    case "reauthentication_required":
      return { kind: "password", error };
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
