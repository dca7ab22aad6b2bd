// UTF-8, made ready by the first call: an import works where a class is missing. jsdom has neither, and Node lends its own.
// @ts-check
import { builtin } from "./builtin.js";

/** @type {TextEncoder} */
export let encoder;
/** @type {TextDecoder} */
export let decoder;

/** @throws whatever comes of a runtime that has none */
export function openUtf8() {
  const { TextEncoder, TextDecoder } = globalThis;
  encoder = new (TextEncoder ?? builtin("node:util").TextEncoder)();
  decoder = new (TextDecoder ?? builtin("node:util").TextDecoder)();
}
