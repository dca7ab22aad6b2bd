// @ts-check

/**
 * The raw body of a received request. Some servers give `null` for a request without a body.
 *
 * @param {unknown} rawBody
 */
export function requestBody(rawBody) {
  return rawBody === null ? "" : rawBytes(rawBody);
}

/**
 * The raw body as a string or bytes, from any type that frameworks use for it.
 *
 * @param {unknown} rawBody
 * @returns {string | Uint8Array}
 */
export function rawBytes(rawBody) {
  if (typeof rawBody === "string" || rawBody instanceof Uint8Array)
    return rawBody;
  if (ArrayBuffer.isView(rawBody)) {
    return new Uint8Array(
      rawBody.buffer,
      rawBody.byteOffset,
      rawBody.byteLength,
    );
  }
  if (isArrayBuffer(rawBody)) return new Uint8Array(rawBody);
  throw new TypeError(misread(rawBody).message);
}

/**
 * Says what is wrong with a value that is not a raw body: a finding of `explain`, and the message of an error.
 *
 * @param {unknown} rawBody
 */
export function misread(rawBody) {
  const [code, what] = describe(rawBody);
  return {
    code,
    message: `the raw body is needed as it arrived, a string or bytes, and this is ${what}. ${MEND}`,
  };
}

const MEND =
  "Read it before any JSON.parse, which loses the bytes that were signed: " +
  'in Express, express.raw({ type: "application/json" }) on this route and before any express.json(); ' +
  "with a Fetch Request, await request.arrayBuffer(); " +
  'of a Node stream, await buffer(request) from "node:stream/consumers".';

/**
 * @param {any} value
 * @returns {[code: string, what: string]}
 */
function describe(value) {
  const can = (/** @type {PropertyKey} */ method) =>
    typeof value?.[method] === "function";
  if (value === undefined || value === null)
    return ["body_missing", `${value}: nothing has read the request`];
  if (can("arrayBuffer") || value.headers !== undefined)
    return ["body_request", "the request itself: pass its body"];
  if (can("then")) return ["body_not_awaited", "a Promise: await it"];
  if (typeof value === "function")
    return ["body_not_awaited", "a function: call it, and await its answer"];
  if (can("getReader") || can("pipe") || can(Symbol.asyncIterator))
    return ["body_stream", "a stream: read it to its end"];
  if (Array.isArray(value)) return ["body_parsed", "an array"];
  return [
    "body_parsed",
    typeof value === "object" ? "a parsed object" : `a ${typeof value}`,
  ];
}

/**
 * Checks the tag, because `instanceof` is false for a buffer of another realm (a frame, Node's vm, Jest).
 *
 * @param {unknown} value
 * @returns {value is ArrayBufferLike}
 */
function isArrayBuffer(value) {
  const tag = Object.prototype.toString.call(value);
  return tag === "[object ArrayBuffer]" || tag === "[object SharedArrayBuffer]";
}
