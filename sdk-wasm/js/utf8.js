// UTF-8 encoding, set up by the first call, so that an import works where the classes are missing. jsdom has neither, and
// Node's are used.
// @ts-check
import { builtin } from "./builtin.js";

/** @type {TextEncoder} */
export let encoder;
/** @type {TextDecoder} */
export let decoder;

/** @throws in a runtime that has neither */
export function openUtf8() {
  const { TextEncoder, TextDecoder } = globalThis;
  encoder = new (TextEncoder ?? builtin("node:util").TextEncoder)();
  decoder = new (TextDecoder ?? builtin("node:util").TextDecoder)();
}
