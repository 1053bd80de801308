// What can go wrong, as one closed list: the server's codes, and four ways of not hearing the server.
import { faultCodes, problemCodes } from "./operations.js";
import type { FaultCode, Problem, ProblemCode, SecondFactor } from "./types.js";

/** Why the server was not heard. `network_offline`: no connection came about, or it broke. `network_timeout`: no answer in time.
 * `network_unreadable`: an answer that is not doorcode's, for example a proxy's page. `network_aborted`: the caller's signal. */
export type NetworkCode = (typeof networkCodes)[number];

/** Every `NetworkCode`. */
export const networkCodes = ["network_offline", "network_timeout", "network_unreadable", "network_aborted"] as const;

/** Everything `error.code` can be. Closed, so that a `switch` can be exhaustive. */
export type FailureCode = ProblemCode | NetworkCode;

/** Every `FailureCode`. */
export const failureCodes: readonly FailureCode[] = [...problemCodes, ...networkCodes];

/** Why one field was refused, for a program and for a person. */
export interface FieldError {
  readonly code: FaultCode;
  readonly message: string;
}

/** What a `Failure` is made of. */
export interface FailureParts {
  readonly code: FailureCode;
  readonly message: string;
  readonly status?: number | undefined;
  readonly retryAfter?: number | undefined;
  readonly requestId?: string | undefined;
  readonly problem?: Problem | undefined;
  readonly cause?: unknown;
}

/** A call that did not go well. It is an `Error`, so that it may be thrown, but no operation throws it. */
export class Failure extends Error {
  /** What went wrong, to switch on. */
  readonly code: FailureCode;
  /** The HTTP status; absent where nothing was heard. */
  readonly status: number | undefined;
  /** Seconds to wait before the next try, where the server says so. */
  readonly retryAfter: number | undefined;
  /** Tries this code has left; 0 means that a new one is needed. */
  readonly attemptsLeft: number | undefined;
  /** The fields of the request that were refused, by their names. */
  readonly fieldErrors: Readonly<Record<string, FieldError>>;
  /** Where the code of the second factor went, and the token that goes on with it. */
  readonly secondFactor: SecondFactor | undefined;
  /** Finds the request in the server's log. */
  readonly requestId: string | undefined;
  /** The problem as it came. */
  readonly problem: Problem | undefined;

  constructor(parts: FailureParts) {
    super(parts.message, { cause: parts.cause });
    this.name = "Failure";
    const { problem } = parts;
    this.code = parts.code;
    this.status = parts.status;
    this.retryAfter = problem?.retry_after ?? parts.retryAfter;
    this.attemptsLeft = problem?.attempts_left;
    this.fieldErrors = fieldErrors(problem);
    this.secondFactor = problem?.second_factor;
    this.requestId = problem?.request_id ?? parts.requestId;
    this.problem = problem;
  }
}

/** Whether the server was not heard: what was asked may or may not have been done. */
export function isNetworkFailure(failure: Failure): failure is Failure & { readonly code: NetworkCode } {
  return networkCodes.some((code) => code === failure.code);
}

/** An answer that says no, as a failure. `body` is what was parsed of it. */
export function failureOf(response: Response, body: unknown): Failure {
  const status = response.status;
  const retryAfter = secondsOf(response.headers.get("retry-after"));
  const requestId = response.headers.get("x-request-id") ?? undefined;
  if (!isProblem(body)) {
    // whatever stands in front of the server has a limit of its own, and the call did not come through
    if (status === 429) return new Failure({ code: "too_many_requests", message: "There were too many requests.", status, retryAfter, requestId });
    const message = "The answer could not be read: it did not come from doorcode.";
    return new Failure({ code: "network_unreadable", message, status, retryAfter, requestId });
  }
  const code = problemCodes.find((known) => known === body.code) ?? nearest(status);
  return new Failure({ code, message: body.error, status, retryAfter, requestId, problem: body });
}

/** A call that ended without an answer, as a failure. */
export function failureWithoutAnswer(code: NetworkCode, cause: unknown): Failure {
  return new Failure({ code, message: sentences[code], cause });
}

const sentences: Record<NetworkCode, string> = {
  network_offline: "The server could not be reached.",
  network_timeout: "The server did not answer in time.",
  network_unreadable: "The answer could not be read.",
  network_aborted: "The call was ended before it was answered.",
};

// A server that is newer than this list may know more codes: the status still tells what to do.
function nearest(status: number): ProblemCode {
  switch (status) {
    case 401:
      return "unauthorized";
    case 404:
      return "not_found";
    case 409:
      return "taken";
    case 429:
      return "too_many_requests";
    case 502:
      return "delivery_failed";
    case 503:
      return "unavailable";
    default:
      return status >= 500 ? "internal" : "invalid_request";
  }
}

function fieldErrors(problem: Problem | undefined): Readonly<Record<string, FieldError>> {
  const found: Record<string, FieldError> = {};
  for (const { field, code, message } of problem?.errors ?? []) {
    // the first fault of a field is the one to mend first; a reason that is not known yet is told by its sentence
    found[field] ??= { code: faultCodes.find((known) => known === code) ?? "wrong_type", message };
  }
  return found;
}

function isProblem(body: unknown): body is Problem {
  return (
    typeof body === "object" &&
    body !== null &&
    "code" in body &&
    typeof body.code === "string" &&
    "error" in body &&
    typeof body.error === "string" &&
    (!("errors" in body) || Array.isArray(body.errors))
  );
}

function secondsOf(header: string | null): number | undefined {
  return header !== null && /^\d+$/.test(header) ? Number(header) : undefined;
}
