// What an application may use of this package.
export { createClient, type Client, type ClientOptions } from "./client.js";
export { Clock } from "./clock.js";
export {
  Failure,
  failureCodes,
  isNetworkFailure,
  networkCodes,
  type FailureCode,
  type FieldError,
  type NetworkCode,
} from "./failure.js";
export { faultCodes, problemCodes } from "./operations.js";
export type { EndReason, Session, SessionEvent, SessionState } from "./session.js";
export { browserStorage, memoryStorage, type TokenStorage } from "./storage.js";
export type { components, operations, paths } from "./schema.js";
export type {
  CallOptions,
  Channel,
  ChannelWish,
  Config,
  Data,
  FaultCode,
  Input,
  Operation,
  OperationId,
  Operations,
  Problem,
  ProblemCode,
  Purpose,
  Result,
  Schemas,
  SecondFactor,
  SignedIn,
  TokenPair,
  User,
} from "./types.js";
