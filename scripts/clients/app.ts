// A client as a team would write it over the generated types. It is compiled, never run: it fails where the document loses
// a type, an enumeration or a required field.
import type { components, operations } from "./schema";

type Schemas = components["schemas"];
type Json<Id extends keyof operations> = operations[Id] extends {
  requestBody: { content: { "application/json": infer Body } };
}
  ? Body
  : never;
type Answer<Id extends keyof operations, Status extends number> = operations[Id] extends {
  responses: Record<Status, { content: { "application/json": infer Body } }>;
}
  ? Body
  : never;

export class Refused extends Error {
  constructor(readonly problem: Schemas["Problem"]) {
    super(problem.error);
  }
}

async function post<Body, Result>(path: string, body: Body): Promise<Result> {
  const response = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Refused((await response.json()) as Schemas["Problem"]);
  return (await response.json()) as Result;
}

export async function signUp(
  to: string,
  email: string,
  password: string,
  askForCode: (resendAt: Date) => Promise<string>,
): Promise<{ token: string; user: Schemas["User"] }> {
  const asked: Json<"sendOtp"> = { to, channel: "sms" };
  const sent = await post<typeof asked, Answer<"sendOtp", 200>>("/send-otp", asked);
  const code: string = await askForCode(new Date(sent.resend_at));

  const guess: Json<"verifyOtp"> = { to, code };
  const proof = await post<typeof guess, Answer<"verifyOtp", 200>>("/verify-otp", guess);

  const registration: Json<"registerWithOtp"> = {
    email,
    password,
    phone: to,
    verification_token: proof.verification_token,
  };
  const done = await post<typeof registration, Answer<"registerWithOtp", 201>>("/register-with-otp", registration);
  return { token: done.token, user: done.user };
}

// What to show while a person waits for the code.
export async function arrived(id: string): Promise<"yes" | "no" | "perhaps"> {
  const response = await fetch(`/verifications/${encodeURIComponent(id)}`);
  if (!response.ok) throw new Refused((await response.json()) as Schemas["Problem"]);
  const seen = (await response.json()) as Answer<"verificationStatus", 200>;
  if (seen.status === "approved") return "yes";
  switch (seen.delivery?.status) {
    case "delivered":
      return "yes";
    case "failed":
      return seen.delivery.reason === "unreachable" ? "perhaps" : "no";
    default:
      return "perhaps";
  }
}

export async function me(token: string): Promise<Answer<"me", 200>> {
  const response = await fetch("/me", { headers: { authorization: `Bearer ${token}` } });
  if (!response.ok) throw new Refused((await response.json()) as Schemas["Problem"]);
  return (await response.json()) as Answer<"me", 200>;
}

export function isVerified(user: Schemas["User"]): boolean {
  return user.phone_verified && user.phones.some((phone) => phone.number === user.phone);
}

// `code` is a closed list that a program switches on.
export function remedy(problem: Schemas["Problem"]): string {
  switch (problem.code) {
    case "invalid_request":
      return (problem.errors ?? []).map((fault) => `${fault.field}: ${fault.message}`).join("\n");
    case "invalid_code":
      return `${problem.error} ${problem.attempts_left ?? 0} tries left.`;
    case "too_many_requests":
      return `Try again in ${problem.retry_after ?? 60} s.`;
    default:
      return problem.error;
  }
}

// What must not compile. An unused expectation is an error, too.
// @ts-expect-error: no such channel
export const pigeon: Json<"sendOtp"> = { to: "+12025550123", channel: "pigeon" };
// @ts-expect-error: `to` is required
export const nobody: Json<"sendOtp"> = { channel: "sms" };
// @ts-expect-error: not a code of the closed list
export const unheardOf: Schemas["ProblemCode"] = "something_else";
// @ts-expect-error: a boolean is not a string
export const untyped: Schemas["User"]["created_at"] = true;
