// Compiled, never run: what a program over this client may rely on, and what must not compile.
import type { Client, Failure, FailureCode, Purpose, User } from "../src/index.js";

// A switch over every code needs no default; a code that is missing here is an error, for then not every way returns.
export function remedy(code: FailureCode): string {
  switch (code) {
    case "invalid_request":
    case "weak_password":
    case "taken":
    case "body_too_large":
      return "edit";
    case "unauthorized":
    case "bad_credentials":
    case "not_verified":
    case "reauthentication_required":
    case "second_factor_required":
    case "account_disabled":
      return "sign in";
    case "invalid_signature":
    case "not_found":
    case "method_not_allowed":
    case "unsupported_media_type":
    case "internal":
      return "report";
    case "invalid_code":
    case "delivery_failed":
      return "new code";
    case "channel_not_offered":
    case "undeliverable":
    case "destination_blocked":
      return "another address";
    case "timeout":
    case "too_many_requests":
    case "unavailable":
      return "wait";
    case "network_offline":
    case "network_timeout":
    case "network_unreadable":
    case "network_aborted":
      return "network";
  }
}

export async function use(client: Client): Promise<User | Failure> {
  const sent = await client.sendOtp({ to: "+12025550123", channel: "sms" });
  if (sent.error) return sent.error;
  const resendAt: string = sent.data.resend_at;
  const { data, error } = await client.me();
  if (error) {
    const seconds: number | undefined = error.retryAfter;
    const field: string | undefined = error.fieldErrors["email"]?.code;
    void [seconds, field];
    return error;
  }
  // parameters of the path and fields of the body are one object
  await client.sendPhoneOtp({ role: "core", phone_number: "+12025550123" });
  await client.endSession({ id: 1 });
  await client.logout();
  await client.config(undefined, { timeout: 1000 });
  const gone = await client.deleteMe({ password: "correct horse 9" });
  const nothing: undefined = gone.data;
  void [resendAt, nothing];
  return data;
}

export const purpose: Purpose = "prove_address";

export async function refused(client: Client): Promise<void> {
  // @ts-expect-error: no such channel
  await client.sendOtp({ to: "+12025550123", channel: "pigeon" });
  // @ts-expect-error: `to` is required
  await client.sendOtp({});
  // @ts-expect-error: the role is a parameter of the path
  await client.sendPhoneOtp({ phone_number: "+12025550123" });
  // @ts-expect-error: nobody knows whether there is an answer
  (await client.me()).data.id;
  // @ts-expect-error: not a code of the closed list
  if ((await client.me()).error?.code === "something_else") return;
  // @ts-expect-error: no such operation
  await client.fetchMe();
}

// One code less is an error.
// @ts-expect-error: not every code returns
export function half(code: FailureCode): string {
  switch (code) {
    case "invalid_request":
      return "edit";
  }
}
