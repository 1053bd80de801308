// What each purpose of a code calls: to send it, to send it again, to check it. Nothing here keeps anything.
import type { ChannelWish, Client, Data, Failure, Input, Result, SecondFactor } from "@doorcode/client";

/** What may be sent along with a code, where the server asked for it (`second_factor_required`). */
export interface Companion {
  readonly password?: string;
  readonly recovery_code?: string;
}

/** For each purpose: what is asked, what may go along with the code, and what a right code answers. */
export interface Purposes {
  /** A phone number or mailbox: `sendOtp`, `verifyOtp`. Answers a `verification_token`. */
  prove_address: { ask: Input<"sendOtp">; along: Record<never, never>; verified: Data<"verifyOtp"> };
  /** Signing in by code: `loginWithOtp`. The client's session has begun when it is verified. */
  login: { ask: LoginAsk; along: Companion; verified: Data<"loginWithOtp"> };
  /** A forgotten password, checked before the new one is asked for: `forgotPasswordOtp`. Answers a `verification_token`. */
  reset: { ask: ResetAsk; along: Companion; verified: Data<"forgotPasswordOtp"> };
  /** Registration first, proof later: `register`, or without a password `resendRegistrationOtp` for one that was left; then
   * `verifyRegistration`. */
  activate: { ask: Input<"register"> | ResumeAsk; along: Record<never, never>; verified: Data<"verifyRegistration"> };
  /** A number of the signed-in user for a role: `sendPhoneOtp`, `verifyPhoneOtp`. */
  phone: { ask: Input<"sendPhoneOtp">; along: Record<never, never>; verified: Data<"verifyPhoneOtp"> };
  /** One operation: `askConfirmation`, `confirm`. Answers a `confirmation_token` for the back end. */
  confirm: { ask: Input<"askConfirmation">; along: Record<never, never>; verified: Data<"confirm"> };
  /** The second step of signing in: give `send` the `secondFactor` of the failure (the server has sent already), then
   * `loginResend`, `loginVerify`. The code may be left empty where a `recovery_code` goes along. */
  second_factor: { ask: SecondFactor; along: Pick<Companion, "recovery_code">; verified: Data<"loginVerify"> };
  /** The second factor's code for an operation of a signed-in user, which goes along with the operation itself: what `useStepUp` runs. */
  step_up: { ask: StepUpAsk; along: Pick<Companion, "recovery_code">; verified: unknown };
}

/** The address of a registration that was left. */
export type ResumeAsk = Input<"resendRegistrationOtp">;
/** An operation that was refused with `error.secondFactor`, and how it is called again. */
export interface StepUpAsk extends SecondFactor {
  /** Without a code: the server sends one, and says where to. */
  readonly again: () => Promise<Result<SecondFactor>>;
  /** With a code, or with the recovery code in its place. */
  readonly go: (evidence: { readonly otp_code: string } | { readonly recovery_code: string }) => Promise<Result<unknown>>;
}

/** The address of a sign-in by code. */
export type LoginAsk = Pick<Input<"loginWithOtp">, "to" | "channel" | "locale">;
/** How an account is named at a reset: by exactly one of `email`, `username` and `phone` (or `email` and `phone` together). */
export type ResetAsk = Pick<Input<"forgotPasswordOtp">, "email" | "username" | "phone" | "channel" | "locale">;

/** The name of a purpose. */
export type OtpPurpose = keyof Purposes;
/** What `send` is given. */
export type Ask<P extends OtpPurpose> = Purposes[P]["ask"];
/** What may go along with a code. */
export type Along<P extends OtpPurpose> = Purposes[P]["along"];
/** What a right code answers. */
export type Verified<P extends OtpPurpose> = Purposes[P]["verified"];

/** What a send answers, whatever the purpose. */
export interface Sending {
  readonly channel?: ChannelWish;
  readonly masked_to?: string;
  readonly expires_at?: string;
  readonly resend_at?: string;
  /** Names a code (`prove_address`) or a confirmation. */
  readonly id?: string | number;
  /** Names a registration. */
  readonly user_id?: number;
}

/** What a right code is worth until it is used. */
export interface Proof {
  readonly verification_token: string;
  readonly expires_at?: string;
}

/** The calls of one purpose. */
export interface Route<P extends OtpPurpose> {
  readonly send: (client: Client, ask: Ask<P>) => Promise<Result<Sending>>;
  readonly resend: (client: Client, ask: Ask<P>, sending: Sending) => Promise<Result<Sending>>;
  readonly check: (client: Client, ask: Ask<P>, sending: Sending, code: string, along: Along<P>) => Promise<Result<Verified<P>>>;
  /** Where the code goes, as it was typed. */
  readonly to: (ask: Ask<P>) => string | undefined;
  /** What may be kept for a reload: no password, no token. `undefined` where nothing may. */
  readonly keep: (ask: Ask<P>) => Ask<P> | undefined;
  /** The proof in what a right code answered, where it may be kept for a reload until it is used: a verification token, which
   * lives minutes and works once. Never the tokens of a session. */
  readonly proof: (data: Verified<P>) => Proof | undefined;
  /** Whether the code can be checked though nobody knows what became of the send. */
  readonly blind: boolean;
  /** Whether it is over with the session. */
  readonly signedIn: boolean;
}

/** The calls of every purpose. */
export const routes: { readonly [P in OtpPurpose]: Route<P> } = {
  prove_address: {
    send: (client, ask) => client.sendOtp(ask),
    resend: (client, ask) => client.sendOtp(ask),
    check: (client, { to }, _, code) => client.verifyOtp({ to, code }),
    to: (ask) => ask.to,
    keep: (ask) => ask,
    proof: (data) => data,
    blind: true,
    signedIn: false,
  },
  login: {
    send: (client, ask) => client.loginWithOtp(ask),
    resend: (client, ask) => client.loginWithOtp(ask),
    check: (client, { to }, _, code, along) => client.loginWithOtp({ to, otp_code: code, ...along }),
    to: (ask) => ask.to,
    keep: ({ to, channel, locale }) => given({ to, channel, locale }),
    proof: () => undefined,
    blind: true,
    signedIn: false,
  },
  reset: {
    send: (client, ask) => client.forgotPasswordOtp(ask),
    resend: (client, ask) => client.forgotPasswordOtp(ask),
    check: (client, ask, _, code, along) => client.forgotPasswordOtp({ ...ask, otp_code: code, ...along }),
    to: (ask) => ask.email ?? ask.phone ?? ask.username ?? undefined,
    keep: ({ email, phone, username, channel, locale }) => given({ email, phone, username, channel, locale }),
    proof: ({ verification_token, expires_at }) => (verification_token === undefined ? undefined : given({ verification_token, expires_at })),
    blind: true,
    signedIn: false,
  },
  activate: {
    send: (client, ask) => ("password" in ask ? client.register(ask) : client.resendRegistrationOtp(ask)),
    resend: (client, ask, sending) => client.resendRegistrationOtp({ ...registration(ask, sending), channel: ask.channel ?? null, locale: ask.locale ?? null }),
    check: (client, ask, sending, code) => client.verifyRegistration({ ...registration(ask, sending), otp: code }),
    to: (ask) => ask.mobile_number ?? ask.email ?? undefined,
    keep: (ask) => ("password" in ask ? { ...ask, password: "" } : ask),
    proof: () => undefined,
    blind: true,
    signedIn: false,
  },
  phone: {
    send: (client, ask) => client.sendPhoneOtp(ask),
    resend: (client, ask) => client.sendPhoneOtp(ask),
    check: (client, { role }, _, code) => client.verifyPhoneOtp({ role, otp_code: code }),
    to: (ask) => ask.phone_number,
    keep: ({ role, phone_number, channel, locale }) => given({ role, phone_number, channel, locale }),
    proof: () => undefined,
    blind: true,
    signedIn: true,
  },
  confirm: {
    send: (client, ask) => client.askConfirmation(ask),
    resend: (client, ask) => client.askConfirmation(ask),
    check: (client, _, { id }, code) => client.confirm({ id: Number(id), otp_code: code }),
    to: () => undefined,
    keep: (ask) => ask,
    proof: () => undefined,
    blind: false,
    signedIn: true,
  },
  second_factor: {
    // asked for by the sign-in itself
    send: (_, ask) => Promise.resolve({ data: ask, error: undefined, response: undefined }),
    resend: (client, { token = "", channel }) => client.loginResend({ token, channel }),
    check: (client, { token = "" }, _, code, along) =>
      client.loginVerify({ token, ...(along.recovery_code === undefined ? { otp_code: code } : along) }),
    to: (ask) => ask.masked_to,
    // its token stands for the password
    keep: () => undefined,
    proof: () => undefined,
    blind: true,
    signedIn: false,
  },
  step_up: {
    // asked for by the operation itself
    send: (_, ask) => Promise.resolve({ data: ask, error: undefined, response: undefined }),
    resend: (_, ask) => ask.again(),
    check: (_, ask, __, code, { recovery_code }) => ask.go(recovery_code === undefined ? { otp_code: code } : { recovery_code }),
    to: (ask) => ask.masked_to,
    keep: () => undefined,
    proof: () => undefined,
    blind: true,
    signedIn: true,
  },
};

/** Whether the code may have been sent though the call failed: if it arrives, it works. */
export function mayArrive(error: Failure): boolean {
  return error.code === "delivery_failed" || error.code === "network_timeout";
}

// The address the code went to: the number where both were named, unless the mailbox was asked for.
function registration(ask: Ask<"activate">, sending: Sending): { mobile_number: string } | { email: string } {
  const user_id = sending.user_id ?? ("user_id" in ask ? ask.user_id : undefined);
  const user = typeof user_id === "number" ? { user_id } : {};
  const byMail = ask.channel === "email" || sending.channel === "email" || typeof ask.mobile_number !== "string";
  return byMail && typeof ask.email === "string" ? { email: ask.email, ...user } : { mobile_number: ask.mobile_number ?? "", ...user };
}

// Without the members nobody gave: the server reads `null` as absent, and a type with optional members wants them left out.
function given<Fields extends object>(fields: Fields): { [Name in keyof Fields]: Exclude<Fields[Name], undefined> } {
  const kept = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as { [Name in keyof Fields]: Exclude<Fields[Name], undefined> };
}
