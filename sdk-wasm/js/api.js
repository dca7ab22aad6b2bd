// The API, the same in all runtimes.
// @ts-check
import { WebhookVerificationError } from "./error.js";
import { provide } from "./module.js";
import { MemoryStore, handleOnce } from "./once.js";
import { constructEvent, explain, sign, verify } from "./oneshot.js";
import { Webhook } from "./webhook.js";

/** @param {import("./module.js").Source} module */
export function start(module) {
  provide(module);
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
