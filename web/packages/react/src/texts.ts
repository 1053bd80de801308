// The words of the hooks and inputs: what they are, and how a failure is told. The languages are files of their own.
import type { Channel, Failure, FailureCode, FaultCode } from "@doorcode/client";

/** What a person can do next, for a page that wants to offer it as a button. `wait`: until the countdown is over. `edit`: change
 * what was typed. `retry`: the same again. `new_code`, `other_channel`: what they say. `sign_in`: again. `more`: bring what is
 * asked for besides. `report`: tell whoever runs this. */
export type NextStep = "wait" | "edit" | "retry" | "new_code" | "other_channel" | "sign_in" | "more" | "report";

/** A failure in a person's words. */
export interface Explained {
  /** What happened. */
  readonly sentence: string;
  /** What to do now. */
  readonly next: string;
  /** The same for a program. */
  readonly step: NextStep;
}

/** The words for one code. */
export interface ProblemText {
  readonly sentence: string;
  readonly next: string;
  readonly step: NextStep;
}

/** Every word that is shown. Replace some: `{ ...en, labels: { ...en.labels, code: "PIN" } }`. */
export interface Texts {
  /** BCP 47, for `lang`, names of countries and plurals. */
  readonly locale: string;
  /** For `dir`. */
  readonly direction: "ltr" | "rtl";
  /** One sentence and a next step for each code there is. */
  readonly problems: Readonly<Record<FailureCode, ProblemText>>;
  /** Why a field was refused. */
  readonly faults: Readonly<Record<FaultCode, string>>;
  readonly labels: {
    readonly code: string;
    readonly phone: string;
    readonly country: string;
    /** The choice of no country, for numbers that begin with `+`. */
    readonly international: string;
    readonly sendCode: string;
    readonly verifyCode: string;
    readonly resendCode: string;
    readonly otherAddress: string;
  };
  readonly channels: Readonly<Record<Channel | "auto", string>>;
  /** "You can ask again in 12 seconds." */
  readonly resendIn: (seconds: number) => string;
  /** "Try again in 2 minutes." */
  readonly waitFor: (seconds: number) => string;
  /** "3 tries left." */
  readonly attemptsLeft: (attempts: number) => string;
  /** "A code is on its way to …". Isolate `to`: a number reads from left to right in every language. */
  readonly sentTo: (to: string) => string;
}

/** A failure in a person's words, with the seconds and tries the server told. */
export function explain(failure: Failure, texts: Texts): Explained {
  const { sentence, next, step } = texts.problems[failure.code];
  if (failure.code === "invalid_code" && failure.attemptsLeft !== undefined && failure.attemptsLeft > 0) {
    return { sentence, next: `${texts.attemptsLeft(failure.attemptsLeft)} ${texts.problems.invalid_request.next}`, step: "edit" };
  }
  if (failure.retryAfter !== undefined && step === "wait") return { sentence, next: texts.waitFor(failure.retryAfter), step };
  return { sentence, next, step };
}

/** What to say at each field that was refused, by its name. */
export function explainFields(failure: Failure, texts: Texts): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(failure.fieldErrors).map(([field, { code }]) => [field, texts.faults[code]]));
}
