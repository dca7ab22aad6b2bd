import type { WebhookEvent } from "./events.cjs";

export type * from "./events.cjs";

/** The body exactly as it arrived, before any `JSON.parse`. A string stands for its UTF-8. */
export type RawBody = string | ArrayBufferLike | ArrayBufferView;

/**
 * The endpoint's whole signing secret, `whsec_` included; the old one and the new one while it is being rotated. One that is
 * `undefined`, as a variable of the environment may be, is refused with a `TypeError` when it is used.
 */
export type Secrets = string | undefined | readonly (string | undefined)[];

/** The headers of a request as Fetch, Node or anything else has them, names in any case; `null` for none. */
export type RequestHeaders =
  | null
  | Iterable<readonly [string, string | readonly string[] | undefined]>
  | {
      readonly [name: string]: string | readonly string[] | number | undefined;
    };

/** Why a request is refused. The same codes in every language. */
export type Reason =
  /** A signature, its id or its timestamp did not come. */
  | "missing_header"
  /** A header is not one that AviationAlley can have sent. */
  | "malformed_header"
  /** The signature is not of this body by any of the secrets. */
  | "no_match"
  /** Signed longer ago than the tolerance: a replay, or this machine's clock is fast. */
  | "timestamp_too_old"
  /** Signed further ahead than the tolerance: this machine's clock is slow. */
  | "timestamp_too_new"
  /** The signed body is not JSON. */
  | "not_json"
  /** The signed body is JSON but no event. */
  | "unknown_shape"
  /** A header says something else than the signed body. */
  | "header_mismatch";

/**
 * A request that is not a delivery of AviationAlley's to this endpoint, or an old one. The answer to it is 401.
 *
 * `structuredClone`, and so `postMessage`, makes a plain object of it with the same `name`, `reason` and `message`.
 */
export class WebhookVerificationError extends Error {
  /** For tests; the message is the reason unless told. */
  constructor(reason: Reason, message?: string);
  readonly name: "WebhookVerificationError";
  readonly reason: Reason;
}

export interface VerificationOptions {
  /** How many seconds the signed timestamp may be away from `now`, either way. 300 unless told. */
  tolerance?: number;
  /** The time in seconds since 1970. This machine's clock unless told. */
  now?: number;
  /**
   * Whether `X-AviationAlley-Signature` alone will do where none of the `webhook-…` headers came. It has no timestamp:
   * whoever has seen such a delivery can send it again. `false` unless told.
   */
  allowUntimed?: boolean;
}

export interface SigningOptions {
  /** The delivery's id. The body's own unless told. */
  id?: string;
  /** The time of the attempt in seconds since 1970. Now unless told. */
  timestamp?: number;
}

/** One thing that `explain` has found: a code for programs, a sentence that says what to mend. */
export interface Finding {
  code:
    | Reason
    | "secret_missing"
    | "secret_malformed"
    | "secret_whitespace"
    | "secret_quoted"
    | "secret_without_prefix"
    | "timestamp_in_milliseconds"
    | "body_missing"
    | "body_not_awaited"
    | "body_parsed"
    | "body_request"
    | "body_stream"
    | "body_newline_removed"
    | "body_newline_added"
    | "body_reserialized"
    | "body_reencoded"
    | "body_base64"
    | "body_empty"
    | "body_replaced"
    | "secret_rotated"
    | "timed_headers_changed"
    | "wrong_secret";
  message: string;
}

/** All headers of a delivery, names in lowercase. */
export type SignedHeaders = Record<string, string>;

/**
 * Whether `signatureHeader`, the `X-AviationAlley-Signature` of a request, is AviationAlley's signature of its body.
 *
 * Constant-time. No header that a stranger can send makes it throw: a missing, malformed or wrong one is `false`, and the
 * answer to it is 401. It does not look at the age of the request: `constructEvent` does.
 *
 * @throws {TypeError} for what is the developer's to mend: a body that is none, such as a parsed one; an empty or missing
 * secret; a runtime without WebAssembly.
 */
export function verify(
  rawBody: RawBody | null,
  signatureHeader: string | readonly string[] | null | undefined,
  secrets: Secrets,
): boolean;

/**
 * The event that a request delivers, verified throughout: both signatures, the age, the JSON, its shape.
 *
 * Switch on its `type`, and keep a `default`: a type may be added to AviationAlley after this package was built.
 *
 * @throws {WebhookVerificationError} with the `reason`, whatever a stranger sends.
 * @throws {TypeError} for what is the developer's to mend: a body that is none, such as a parsed one; a secret that is
 * missing or not whole; a runtime without WebAssembly.
 */
export function constructEvent(
  rawBody: RawBody | null,
  headers: RequestHeaders,
  secrets: Secrets,
  options?: VerificationOptions,
): WebhookEvent;

/**
 * Why `constructEvent` refuses this request, and what may be the cause; empty for one that it accepts. For a developer's
 * terminal: it tries what might have happened to the body, and is as slow as that.
 */
export function explain(
  rawBody: unknown,
  headers: RequestHeaders,
  secrets: Secrets,
  options?: VerificationOptions,
): Finding[];

/**
 * All headers of a delivery of this body, as AviationAlley sends it: for the tests of a receiver.
 *
 * @throws {TypeError} for a body or secret as in `constructEvent`, and for a time that is not in seconds.
 */
export function sign(
  rawBody: RawBody,
  secrets: Secrets,
  options?: SigningOptions,
): SignedHeaders;

/** The same functions with the keys prepared once. */
export class Webhook {
  /** @throws {TypeError} for a secret that is missing or not whole. */
  constructor(secrets: Secrets);
  verify(
    rawBody: RawBody | null,
    signatureHeader: string | readonly string[] | null | undefined,
  ): boolean;
  constructEvent(
    rawBody: RawBody | null,
    headers: RequestHeaders,
    options?: VerificationOptions,
  ): WebhookEvent;
  explain(
    rawBody: unknown,
    headers: RequestHeaders,
    options?: VerificationOptions,
  ): Finding[];
  sign(rawBody: RawBody, options?: SigningOptions): SignedHeaders;
}

/**
 * What remembers which deliveries were handled. All three are told a delivery's id; times are in seconds.
 *
 * `begin` must be atomic: of two at once, one begins.
 */
export interface DeliveryStore {
  /** Takes the delivery for `lease` seconds, unless it is done or somebody else has it. */
  begin(id: string, lease: number): Awaitable<"begun" | "in_progress" | "done">;
  /** Remembers for `keep` seconds that it is done. */
  finish(id: string, keep: number): Awaitable<unknown>;
  /** Gives it back: its handling failed. */
  abandon(id: string): Awaitable<unknown>;
}

type Awaitable<T> = T | PromiseLike<T>;

export interface OnceOptions {
  /** How long one may take to handle it before another begins. 60 unless told. */
  lease?: number;
  /** How long it is remembered. 3 days unless told. */
  keep?: number;
}

/**
 * Handles a delivery unless that was done before, by its id.
 *
 * * `handled`, `done` (it came again): answer 2xx.
 * * `in_progress` (another request has it right now): answer 409, so that it comes again, should that one fail.
 *
 * It is done once `handle` has succeeded. When that throws, so does this, and the next attempt handles it. A crash in
 * between leaves the lease to run out: then the next attempt handles it again, so what it does may happen twice, and never
 * not at all. Where that matters, write the id in the same transaction as the effect.
 *
 * @throws {TypeError} for an id that is no text or empty, for a store that answers anything else, and for a handler that has
 * answered with work that has not been done: a function, a generator, an Observable. The delivery is given back then.
 */
export function handleOnce(
  id: string,
  store: DeliveryStore,
  handle: () => unknown,
  options?: OnceOptions,
): Promise<"handled" | "done" | "in_progress">;

/** Remembers in this process, up to `limit` deliveries (10,000 unless told); the oldest that are over are forgotten first. */
export class MemoryStore implements DeliveryStore {
  constructor(options?: { limit?: number; now?: () => number });
  readonly size: number;
  begin(id: string, lease: number): "begun" | "in_progress" | "done";
  finish(id: string, keep: number): void;
  abandon(id: string): void;
}
