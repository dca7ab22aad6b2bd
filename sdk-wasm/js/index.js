// The entry point. build.mjs builds it once per kind of runtime; only `module` differs.
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
