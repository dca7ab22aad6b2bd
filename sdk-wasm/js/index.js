// The entry, built once per kind of runtime (build.mjs), which differ in `module`.
// @ts-check
import module from "../dist/sdk_wasm_bg.wasm";
import { start } from "./api.js";

// Not `export … from`: "sideEffects": false lets a bundler skip a file that only starts something and re-exports.
export const {
  MemoryStore,
  Webhook,
  WebhookVerificationError,
  constructEvent,
  explain,
  handleOnce,
  sign,
  verify,
} = start(module);
