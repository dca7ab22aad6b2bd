// The WebAssembly module: loaded by the import, instantiated by the first call. So an import never fails, not even in a
// bundle that runs without WebAssembly and makes no call.
// @ts-check
import * as glue from "../dist/sdk_wasm_bg.js";
import { decode } from "./decode.js";
import { openUtf8 } from "./utf8.js";

const UNSUPPORTED =
  "@aviationalley/webhooks is WebAssembly with SIMD, which this runtime has not or does not allow: React Native's Hermes " +
  "and node --jitless have none, a Content-Security-Policy must allow 'wasm-unsafe-eval', and for Workers and edge runtimes " +
  "the bundler must know their condition, workerd or edge-light.";

/** @typedef {WebAssembly.Module | BufferSource | string} Source compiled, bytes, or the text that build.mjs makes of them */

/** @type {Source} */
let source;

/** @param {Source} module */
export function provide(module) {
  source = module;
}

/**
 * Starts it.
 * @returns {WebAssembly.Memory} its own
 * @throws {TypeError} where it cannot run
 */
export function instantiate() {
  try {
    openUtf8();
    const { exports } = new WebAssembly.Instance(compiled(), {
      "./sdk_wasm_bg.js": glue,
    });
    const { memory, __wbindgen_start } = /** @type {any} */ (exports);
    glue.__wbg_set_wasm(exports);
    __wbindgen_start();
    return memory;
  } catch (cause) {
    throw new TypeError(UNSUPPORTED, { cause });
  }
}

function compiled() {
  // Checks the tag: Next compiles the module in another realm, so that `instanceof` is false.
  if (Object.prototype.toString.call(source) === "[object WebAssembly.Module]")
    return /** @type {WebAssembly.Module} */ (source);
  return new WebAssembly.Module(
    typeof source === "string"
      ? decode(source)
      : /** @type {BufferSource} */ (source),
  );
}
