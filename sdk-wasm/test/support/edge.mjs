// An edge runtime as Next's: it neither compiles bytes nor evaluates text, and is handed the module by the build.
// @ts-check
import { readFileSync } from "node:fs";

/**
 * What Next's build makes of `?module`.
 * @type {import("esbuild").Plugin}
 */
export const wasmAsModule = {
  name: "what Next's build makes of ?module",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\.wasm\?module$/ }, ({ path }) => ({
      path,
      namespace: "module",
    }));
    onLoad({ filter: /.*/, namespace: "module" }, () => ({
      contents: "export default WEBHOOKS_WASM",
    }));
  },
};

/**
 * The options of such a runtime.
 * @param {string} wasm the module's file
 */
export const withModule = (wasm) => ({
  codeGeneration: { strings: false, wasm: false },
  extend: (/** @type {any} */ context) =>
    Object.assign(context, {
      WEBHOOKS_WASM: new WebAssembly.Module(readFileSync(wasm)),
    }),
});
