// @ts-check
import { writeField } from "./exchange.js";

/** In the order of `Header::ALL` in webhook-signature/src/headers.rs. */
const NAMES = [
  "webhook-id",
  "webhook-timestamp",
  "webhook-signature",
  "x-aviationalley-signature",
  "x-aviationalley-event",
  "x-aviationalley-delivery",
];
const INDEX = new Map(NAMES.map((name, index) => [name, index]));
const HEX = NAMES.indexOf("x-aviationalley-signature");

/** @typedef {(string | undefined)[]} OurHeaders in the order of NAMES */

/**
 * Our headers among those of a request, from any type that frameworks use: Fetch's `Headers`, Node's object, any map or
 * list of pairs, names in any case; `null` means none. Repeated headers are joined, as RFC 9110 section 5.2 says and
 * `Headers` does.
 *
 * @param {unknown} headers
 * @returns {OurHeaders}
 */
export function ourHeaders(headers) {
  if (headers === null) return [];
  if (typeof headers !== "object") throw misunderstood();
  if (Object.prototype.toString.call(headers) === "[object Headers]") {
    const fetched = /** @type {Headers} */ (headers);
    return NAMES.map((name) => fetched.get(name) ?? undefined);
  }
  /** @type {OurHeaders} */
  const ours = [];
  /** @type {(name: unknown, value: unknown) => void} */
  const add = (name, value) => {
    const index =
      typeof name === "string" ? INDEX.get(name.toLowerCase()) : undefined;
    if (index === undefined) return;
    for (const one of Array.isArray(value) ? value : [value]) {
      if (typeof one !== "string") continue;
      const first = ours[index];
      ours[index] = first === undefined ? one : `${first}, ${one}`;
    }
  };
  if (Symbol.iterator in headers) {
    for (const pair of /** @type {Iterable<unknown>} */ (headers)) {
      if (!Array.isArray(pair)) throw misunderstood();
      add(pair[0], pair[1]);
    }
  } else {
    const map = /** @type {Record<string, unknown>} */ (headers);
    for (const name in map) add(name, map[name]);
  }
  return ours;
}

/** @param {OurHeaders} ours */
export function writeHeaders(ours) {
  for (let index = 0; index < ours.length; index++) {
    const value = ours[index];
    if (value !== undefined) writeField(value, index);
  }
}

/** @param {OurHeaders} ours */
export function hasHex(ours) {
  return ours[HEX] !== undefined;
}

function misunderstood() {
  return new TypeError(
    "the headers of the request are needed, all of them: request.headers, as Fetch or Node has it, or a map of names to values. " +
      "(X-AviationAlley-Signature alone is for verify().)",
  );
}
