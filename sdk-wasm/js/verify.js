// @ts-check
import { verify as verifyBytes } from "../dist/sdk_wasm.js";

const encoder = new TextEncoder();

/**
 * Two kinds of fault, kept apart: what the developer passes can throw, what a stranger sends is never more than `false`.
 *
 * @param {unknown} rawBody
 * @param {unknown} signatureHeader
 * @param {unknown} secret
 * @returns {boolean}
 */
export function verify(rawBody, signatureHeader, secret) {
  const body = bytesOf(rawBody);
  if (typeof secret !== "string" || secret === "") {
    throw new TypeError(
      "the signing secret is missing: pass the whsec_... text that Settings → Integrations showed (is the environment variable set?)",
    );
  }
  return (
    typeof signatureHeader === "string" &&
    verifyBytes(body, signatureHeader, secret)
  );
}

/** @param {unknown} rawBody */
function bytesOf(rawBody) {
  if (typeof rawBody === "string") return encoder.encode(rawBody);
  if (ArrayBuffer.isView(rawBody)) {
    return new Uint8Array(
      rawBody.buffer,
      rawBody.byteOffset,
      rawBody.byteLength,
    );
  }
  if (isArrayBuffer(rawBody)) return new Uint8Array(rawBody);
  throw new TypeError(
    `verify() needs the raw body as it arrived, a string or bytes, and got ${describe(rawBody)}. ` +
      "Read it before any JSON.parse, which loses the bytes that were signed: " +
      'in Express, express.raw({ type: "application/json" }) on this route and before any express.json(); ' +
      "with a Fetch Request, await request.arrayBuffer().",
  );
}

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
