// All that the runtimes have in common.
// @ts-check
import { WebhookVerificationError } from "./error.js";
import { open } from "./exchange.js";
import { MemoryStore, handleOnce } from "./once.js";
import { constructEvent, explain, sign, verify } from "./oneshot.js";
import { Webhook } from "./webhook.js";

/** @param {WebAssembly.Module | BufferSource} module compiled, or to be compiled */
export function start(module) {
  open(module);
  return {
    MemoryStore,
    Webhook,
    WebhookVerificationError,
    constructEvent,
    explain,
    handleOnce,
    sign,
    verify,
  };
}
