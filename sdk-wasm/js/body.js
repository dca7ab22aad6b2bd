// @ts-check

/**
 * The raw body as a string or bytes, whatever the framework has it in.
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
  throw new TypeError(
    `the raw body is needed as it arrived, a string or bytes, and this is ${describe(rawBody)}. ${MEND}`,
  );
}

const MEND =
  "Read it before any JSON.parse, which loses the bytes that were signed: " +
  'in Express, express.raw({ type: "application/json" }) on this route and before any express.json(); ' +
  "with a Fetch Request, await request.arrayBuffer().";

/**
 * What `explain` says of a body that has been parsed.
 * @type {{ code: "body_parsed", message: string }}
 */
export const BODY_PARSED = {
  code: "body_parsed",
  message: `the body has been parsed: pass the raw body. ${MEND}`,
};

/**
 * By its tag, since `instanceof` is false for a buffer made in another realm (a frame, Node's vm, Jest).
 *
 * @param {unknown} value
 * @returns {value is ArrayBufferLike}
 */
function isArrayBuffer(value) {
  const tag = Object.prototype.toString.call(value);
  return tag === "[object ArrayBuffer]" || tag === "[object SharedArrayBuffer]";
}

/** @param {unknown} value */
function describe(value) {
  if (value === null || value === undefined) return `${value}`;
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "a parsed object" : `a ${typeof value}`;
}
