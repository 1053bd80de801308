// The document's types, by the names a program wants to use. Nothing runs here.
import type { components, operations } from "./schema.js";
import type { Failure } from "./failure.js";

/** Every schema of the document by its name. */
export type Schemas = components["schemas"];
/** The id of an operation, for example `sendOtp`. */
export type OperationId = keyof operations;

/** An account, as its owner sees it. */
export type User = Schemas["User"];
/** What a server offers: channels, countries, lengths. */
export type Config = Schemas["Config"];
/** How a code reached somebody. */
export type Channel = Schemas["Channel"];
/** The channel that is asked for: one, or the operator's order. */
export type ChannelWish = Schemas["ChannelWish"];
/** What a code is for. */
export type Purpose = Schemas["Purpose"];
/** A code that went to the second factor. */
export type SecondFactor = Schemas["SecondFactor"];
/** A new pair of tokens. */
export type TokenPair = Schemas["TokenPair"];
/** Signed in: a pair of tokens and the account. */
export type SignedIn = Schemas["SignedInAnswer"];
/** An error as the server writes it (RFC 9457). */
export type Problem = Schemas["Problem"];
/** What went wrong, as the server says it. Closed. */
export type ProblemCode = Schemas["ProblemCode"];
/** Why a field was refused. Closed. */
export type FaultCode = Schemas["FaultCode"];

type Json<Content> = Content extends { content: { "application/json": infer Body } } ? Body : never;
type Body<Id extends OperationId> = operations[Id] extends { requestBody?: infer Request } ? Json<NonNullable<Request>> : never;
type Params<Id extends OperationId> = operations[Id]["parameters"] extends { path: infer Path } ? Path : unknown;

/** What an operation is given: the fields of its body and the parameters of its path, in one object. */
export type Input<Id extends OperationId> = [Body<Id>] extends [never] ? Params<Id> : Body<Id> & Params<Id>;

type Answer<Responses> = Responses extends { 200: infer Ok }
  ? Json<Ok>
  : Responses extends { 201: infer Created }
    ? Json<Created>
    : undefined;

/** What an operation answers when it went well; `undefined` where there is nothing to say (204). */
export type Data<Id extends OperationId> = Answer<operations[Id]["responses"]>;

/** Either `data` or `error`, never both. `response` is there whenever the server was heard. */
export type Result<Value> =
  | { readonly data: Value; readonly error: undefined; readonly response: Response | undefined }
  | { readonly data: undefined; readonly error: Failure; readonly response: Response | undefined };

/** What one call may be given besides its input. */
export interface CallOptions {
  /** Ends the call; its `error.code` is then `network_aborted`. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds to wait for the whole answer, in place of the client's own. */
  readonly timeout?: number | undefined;
}

/** One operation as a function. Never throws for what a server or a network does: look at `error`. */
export type Operation<Id extends OperationId> = unknown extends Input<Id>
  ? (input?: undefined, options?: CallOptions) => Promise<Result<Data<Id>>>
  : Record<never, never> extends Input<Id>
    ? (input?: Input<Id>, options?: CallOptions) => Promise<Result<Data<Id>>>
    : (input: Input<Id>, options?: CallOptions) => Promise<Result<Data<Id>>>;

/** Every operation of the document by its id. */
export type Operations = { readonly [Id in OperationId]: Operation<Id> };
