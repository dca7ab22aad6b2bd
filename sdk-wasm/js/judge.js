// The four operations of a keyring. The caller's values are read completely before anything is written to the exchange:
// a getter of theirs may call into this module again.
// @ts-check
import { explain as explainInput, signed_prefix } from "../dist/sdk_wasm_bg.js";
import { misread, rawBytes, requestBody } from "./body.js";
import { WebhookVerificationError } from "./error.js";
import * as io from "./exchange.js";
import { hasHex, ourHeaders, writeHeaders } from "./headers.js";
import { hashesFaster } from "./host.js";
import { secretList } from "./keyring.js";

/** @typedef {import("./keyring.js").Keyring} Keyring */

const HEX_LENGTH = 64;
/** As in src/exchange.rs. Must not be the index of a header: a value chosen by an attacker would be read as a hash. */
const OF_BODY = 254;
const OF_SIGNED = 255;

/**
 * @param {Keyring} keyring
 * @param {unknown} rawBody
 * @param {unknown} signatureHeader
 */
export function verify(keyring, rawBody, signatureHeader) {
  const body = requestBody(rawBody);
  if (
    typeof signatureHeader !== "string" ||
    signatureHeader.length !== HEX_LENGTH
  )
    return false;
  io.rewind();
  // A text with non-ASCII characters among its first 64 cannot be all hex digits.
  io.writeText(signatureHeader);
  if (!hashesFaster(body)) {
    writeBody(body);
    return keyring.keys.verify(io.exchange, io.written());
  }
  for (const { whole } of keyring.hostKeys) io.writeHash(whole.hash(body));
  return keyring.keys.verify_hashed(io.exchange, io.written());
}

/**
 * @param {Keyring} keyring
 * @param {unknown} rawBody
 * @param {unknown} headers
 * @param {unknown} options
 */
export function constructEvent(keyring, rawBody, headers, options) {
  // Some servers give this for a request without a body, which anyone can send.
  const isMissing = rawBody === undefined;
  const body = isMissing ? "" : private_(requestBody(rawBody));
  const ours = ourHeaders(headers);
  const { now, tolerance, allowUntimed } = readOptions(options);

  io.rewind();
  writeHeaders(ours);
  if (hashesFaster(body)) {
    if (!signed_prefix(io.exchange, io.written(), allowUntimed))
      throw refusal();
    const [prefix] = io.readOutput();
    for (const { whole, decoded } of keyring.hostKeys) {
      if (hasHex(ours)) io.writeField(whole.hash(body), OF_BODY, io.writeHash);
      if (prefix !== undefined)
        io.writeField(decoded.hash(body, prefix), OF_SIGNED, io.writeHash);
    }
  }
  const start = io.written();
  writeBody(body);
  const accepted = keyring.keys.construct_event(
    io.exchange,
    start,
    io.written(),
    now,
    tolerance,
    allowUntimed,
  );
  if (!accepted) {
    const error = refusal();
    // It has signature headers, so the server has probably lost the body.
    if (isMissing && error.reason === "no_match")
      throw new TypeError(misread(rawBody).message);
    throw error;
  }
  // Parsed from the very bytes that were verified.
  return JSON.parse(io.readText(start));
}

/**
 * @param {unknown} rawBody
 * @param {unknown} headers
 * @param {unknown} secrets
 * @param {unknown} options
 */
export function explain(rawBody, headers, secrets, options) {
  const ours = ourHeaders(headers);
  const list = secretList(secrets);
  const { now, tolerance, allowUntimed } = readOptions(options);
  let body;
  try {
    body = requestBody(rawBody);
  } catch {
    return [misread(rawBody)];
  }
  io.open();
  io.rewind();
  writeHeaders(ours);
  const head = io.written();
  for (const secret of list) io.writeField(secret);
  const secretsLength = io.written() - head;
  writeBody(body);
  explainInput(
    io.exchange,
    head,
    secretsLength,
    io.written(),
    now,
    tolerance,
    allowUntimed,
  );
  return readPairs().map(([code, message]) => ({ code, message }));
}

/**
 * @param {Keyring} keyring
 * @param {unknown} rawBody
 * @param {{ id?: string, timestamp?: number }} [options]
 */
export function sign(
  keyring,
  rawBody,
  { id, timestamp = Date.now() / 1_000 } = {},
) {
  const body = rawBytes(rawBody);
  const time = seconds("timestamp", timestamp);
  if (id !== undefined && typeof id !== "string")
    throw new TypeError("id is a text, such as del_1");
  io.rewind();
  if (id !== undefined) io.writeField(id);
  const idLength = io.written();
  writeBody(body);
  if (!keyring.keys.sign(io.exchange, idLength, io.written(), time))
    throw new TypeError(`timestamp is ${io.readOutput()[0]}`);
  return Object.fromEntries(readPairs());
}

/** @param {string | Uint8Array} body */
function writeBody(body) {
  if (typeof body === "string") io.writeText(body);
  else io.writeBytes(body);
}

/**
 * Copies a body that another thread could change between hashing and parsing.
 * @param {string | Uint8Array} body
 */
function private_(body) {
  const isShared =
    typeof body !== "string" &&
    Object.prototype.toString.call(body.buffer) ===
      "[object SharedArrayBuffer]";
  return isShared ? Uint8Array.from(body) : body;
}

/** @param {unknown} options */
function readOptions(options) {
  const {
    tolerance = 300,
    now = Date.now() / 1_000,
    allowUntimed = false,
  } = /** @type {{ tolerance?: unknown, now?: unknown, allowUntimed?: unknown }} */ (
    options ?? {}
  );
  if (typeof tolerance !== "number" || !(tolerance >= 0))
    throw new TypeError("tolerance is a number of seconds, such as 300");
  // Otherwise a text such as "false" would enable it.
  if (typeof allowUntimed !== "boolean")
    throw new TypeError("allowUntimed is true or false");
  return { now: seconds("now", now), tolerance, allowUntimed };
}

/** The end of the year 9999. Current times in milliseconds are far greater. */
const LATEST = 253_402_300_799;

/**
 * @param {string} name
 * @param {unknown} time
 */
function seconds(name, time) {
  if (typeof time !== "number" || !(Math.abs(time) <= LATEST))
    throw new TypeError(
      `${name} is not a time in seconds since 1970: divide milliseconds by 1000`,
    );
  return Math.floor(time);
}

function refusal() {
  const [reason, message] = io.readOutput();
  return new WebhookVerificationError(reason, message);
}

/** @returns {[string, string][]} */
function readPairs() {
  const flat = io.readOutput();
  return Array.from({ length: flat.length / 2 }, (_, n) => [
    flat[2 * n],
    flat[2 * n + 1],
  ]);
}
