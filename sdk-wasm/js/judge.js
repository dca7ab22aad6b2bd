// The four things that a keyring is good for. What the caller hands over is read to its end before anything is written:
// a getter of theirs may call in here again.
// @ts-check
import {
  accept,
  explain as explainInput,
  matches,
  signed_prefix,
} from "../dist/sdk_wasm.js";
import { BODY_PARSED, rawBytes } from "./body.js";
import { WebhookVerificationError } from "./error.js";
import { hasHex, ourHeaders, writeHeaders } from "./headers.js";
import { hashesFaster } from "./host.js";
import { secretList } from "./keyring.js";
import * as memory from "./memory.js";

/** @typedef {import("./keyring.js").Keyring} Keyring */

const HEX_LENGTH = 64;
const MAC_LENGTH = 32;

/**
 * @param {Keyring} keyring
 * @param {unknown} rawBody
 * @param {unknown} signatureHeader
 */
export function verify(keyring, rawBody, signatureHeader) {
  const body = rawBytes(rawBody);
  if (
    typeof signatureHeader !== "string" ||
    signatureHeader.length !== HEX_LENGTH
  )
    return false;
  memory.rewind();
  if (!memory.writeAscii(signatureHeader)) return false;
  if (!hashesFaster(body)) {
    writeBody(body);
    return keyring.keys.verify(memory.written());
  }
  for (const { whole } of keyring.hostKeys) memory.writeLatin1(whole.mac(body));
  return matches(memory.written());
}

/**
 * @param {Keyring} keyring
 * @param {unknown} rawBody
 * @param {unknown} headers
 * @param {unknown} options
 */
export function constructEvent(keyring, rawBody, headers, options) {
  const body = private_(rawBytes(rawBody));
  const ours = ourHeaders(headers);
  const { now, tolerance, allowUntimed } = readOptions(options);

  memory.rewind();
  writeHeaders(ours);
  const head = memory.written();
  let start = head;
  try {
    if (hashesFaster(body)) {
      const prefix = signed_prefix(head, allowUntimed);
      const { hostKeys } = keyring;
      for (const { whole } of hostKeys)
        hasHex(ours)
          ? memory.writeLatin1(whole.mac(body))
          : memory.skip(MAC_LENGTH);
      for (const { decoded } of hostKeys)
        prefix === undefined
          ? memory.skip(MAC_LENGTH)
          : memory.writeLatin1(decoded.mac(body, prefix));
      start = memory.written();
      writeBody(body);
      accept(
        head,
        hostKeys.length,
        memory.written(),
        now,
        tolerance,
        allowUntimed,
      );
    } else {
      writeBody(body);
      keyring.keys.construct_event(
        head,
        memory.written(),
        now,
        tolerance,
        allowUntimed,
      );
    }
  } catch (refusal) {
    throw typeof refusal === "string"
      ? new WebhookVerificationError(refusal)
      : refusal;
  }
  // The very bytes that were judged.
  return JSON.parse(memory.readText(start));
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
    body = rawBytes(rawBody);
  } catch {
    return [{ ...BODY_PARSED }];
  }
  memory.rewind();
  writeHeaders(ours);
  const head = memory.written();
  writeBody(body);
  return pairs(
    explainInput(head, memory.written(), list, now, tolerance, allowUntimed),
  ).map(([code, message]) => ({
    code,
    message,
  }));
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
  memory.rewind();
  writeBody(body);
  return Object.fromEntries(
    pairs(keyring.keys.sign(memory.written(), id, timestamp)),
  );
}

/** @param {string | Uint8Array} body */
function writeBody(body) {
  if (typeof body === "string") memory.writeText(body);
  else memory.writeBytes(body);
}

/**
 * A copy where another thread could change the body between the hashing and the reading of it.
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
  if (typeof now !== "number" || !Number.isFinite(now))
    throw new TypeError(
      "now is a time in seconds since 1970, such as Date.now() / 1000",
    );
  if (typeof tolerance !== "number" || !(tolerance >= 0))
    throw new TypeError("tolerance is a number of seconds, such as 300");
  // Else a text, "false" for one, would open what is closed.
  if (typeof allowUntimed !== "boolean")
    throw new TypeError("allowUntimed is true or false");
  return { now, tolerance, allowUntimed };
}

/**
 * @param {string[]} flat
 * @returns {[string, string][]}
 */
function pairs(flat) {
  return Array.from({ length: flat.length / 2 }, (_, n) => [
    flat[2 * n],
    flat[2 * n + 1],
  ]);
}
