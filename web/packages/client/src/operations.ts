// Generated from api-spec/openapi.json by `npm run generate`. Do not edit.

import type { components, operations as Operations } from "./schema.js";

/** Where an operation lives, and who may call it: the holder of a session, a back end, or anybody. */
export interface Place {
  readonly method: "get" | "put" | "post" | "delete" | "patch";
  readonly path: string;
  readonly auth: "bearer" | "client" | "none";
  readonly params: readonly string[];
  readonly body: boolean;
}

/** Every operation of the document. */
export const places = {
  sendOtp: { method: "post", path: "/send-otp", auth: "none", params: [], body: true },
  verificationStatus: { method: "get", path: "/verifications/{id}", auth: "none", params: ["id"], body: false },
  verifyOtp: { method: "post", path: "/verify-otp", auth: "none", params: [], body: true },
  redeemVerificationToken: { method: "post", path: "/verification-tokens/redeem", auth: "client", params: [], body: true },
  registerWithOtp: { method: "post", path: "/register-with-otp", auth: "none", params: [], body: true },
  login: { method: "post", path: "/login", auth: "none", params: [], body: true },
  forgotPasswordOtp: { method: "post", path: "/forgot-password-otp", auth: "none", params: [], body: true },
  forgotPassword: { method: "post", path: "/forgot-password", auth: "none", params: [], body: true },
  loginWithOtp: { method: "post", path: "/login-with-otp", auth: "none", params: [], body: true },
  loginVerify: { method: "post", path: "/login/verify", auth: "none", params: [], body: true },
  loginResend: { method: "post", path: "/login/resend", auth: "none", params: [], body: true },
  me: { method: "get", path: "/me", auth: "bearer", params: [], body: false },
  updateMe: { method: "patch", path: "/me", auth: "bearer", params: [], body: true },
  deleteMe: { method: "delete", path: "/me", auth: "bearer", params: [], body: true },
  exportMe: { method: "get", path: "/me/export", auth: "bearer", params: [], body: false },
  setEmail: { method: "put", path: "/me/email", auth: "bearer", params: [], body: true },
  changePassword: { method: "post", path: "/change-password", auth: "bearer", params: [], body: true },
  setSecondFactor: { method: "put", path: "/me/second-factor", auth: "bearer", params: [], body: true },
  sendPhoneOtp: { method: "post", path: "/api/{role}/send-otp", auth: "bearer", params: ["role"], body: true },
  verifyPhoneOtp: { method: "post", path: "/api/{role}/verify-otp", auth: "bearer", params: ["role"], body: true },
  register: { method: "post", path: "/api/v1/auth/register", auth: "none", params: [], body: true },
  verifyRegistration: { method: "post", path: "/api/v1/auth/verify", auth: "none", params: [], body: true },
  resendRegistrationOtp: { method: "post", path: "/api/v1/auth/resend-otp", auth: "none", params: [], body: true },
  askConfirmation: { method: "post", path: "/confirmations", auth: "bearer", params: [], body: true },
  confirm: { method: "post", path: "/confirmations/{id}", auth: "bearer", params: ["id"], body: true },
  redeemConfirmation: { method: "post", path: "/confirmations/redeem", auth: "client", params: [], body: true },
  refresh: { method: "post", path: "/refresh", auth: "none", params: [], body: true },
  logout: { method: "post", path: "/logout", auth: "bearer", params: [], body: true },
  logoutAll: { method: "post", path: "/logout-all", auth: "bearer", params: [], body: false },
  introspect: { method: "post", path: "/introspect", auth: "client", params: [], body: true },
  listSessions: { method: "get", path: "/sessions", auth: "bearer", params: [], body: false },
  endSession: { method: "delete", path: "/sessions/{id}", auth: "bearer", params: ["id"], body: false },
  config: { method: "get", path: "/config", auth: "none", params: [], body: false },
  healthz: { method: "get", path: "/healthz", auth: "none", params: [], body: false },
  readyz: { method: "get", path: "/readyz", auth: "none", params: [], body: false },
  jwks: { method: "get", path: "/.well-known/jwks.json", auth: "none", params: [], body: false },
} as const satisfies Record<keyof Operations, Place>;

/** Every code a problem can have. */
export const problemCodes = [
  "invalid_request",
  "weak_password",
  "unauthorized",
  "bad_credentials",
  "not_verified",
  "reauthentication_required",
  "second_factor_required",
  "account_disabled",
  "invalid_signature",
  "not_found",
  "method_not_allowed",
  "timeout",
  "taken",
  "body_too_large",
  "unsupported_media_type",
  "invalid_code",
  "channel_not_offered",
  "undeliverable",
  "destination_blocked",
  "too_many_requests",
  "internal",
  "delivery_failed",
  "unavailable",
] as const satisfies readonly components["schemas"]["ProblemCode"][];

/** Every code a field at fault can have. */
export const faultCodes = [
  "required",
  "wrong_type",
  "exactly_one_of",
  "at_least_one_of",
  "at_most_one_of",
  "invalid_phone",
  "invalid_email",
  "invalid_channel",
  "malformed_code",
  "malformed_token",
  "invalid_locale",
  "invalid_username",
  "invalid_full_name",
  "invalid_action",
  "invalid_details",
  "control_characters",
  "too_short",
  "too_long",
  "too_common",
  "context_word",
  "taken",
] as const satisfies readonly components["schemas"]["FaultCode"][];
