// The functions that take the secret with each call. A receiver usually has one, so the keys of the last call are kept.
// They are found by comparing secrets, which are the developer's: nothing from a request influences this.
// @ts-check
import * as judge from "./judge.js";
import { Keyring } from "./keyring.js";

export { explain } from "./judge.js";

/** @type {Keyring | undefined} */
let last;

/** @param {unknown} secrets */
function keyringOf(secrets) {
  if (last?.isOf(secrets)) return last;
  const next = new Keyring(secrets);
  // For runtimes without FinalizationRegistry (old Workers), which do not collect it.
  last?.free();
  last = next;
  return next;
}

/**
 * @param {unknown} rawBody
 * @param {unknown} signatureHeader
 * @param {unknown} secrets
 */
export function verify(rawBody, signatureHeader, secrets) {
  return judge.verify(keyringOf(secrets), rawBody, signatureHeader);
}

/**
 * @param {unknown} rawBody
 * @param {unknown} headers
 * @param {unknown} secrets
 * @param {unknown} [options]
 */
export function constructEvent(rawBody, headers, secrets, options) {
  return judge.constructEvent(
    keyringOf(secrets).mustBeWhole(),
    rawBody,
    headers,
    options,
  );
}

/**
 * @param {unknown} rawBody
 * @param {unknown} secrets
 * @param {{ id?: string, timestamp?: number }} [options]
 */
export function sign(rawBody, secrets, options) {
  return judge.sign(keyringOf(secrets).mustBeWhole(), rawBody, options);
}
