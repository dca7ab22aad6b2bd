// The one entry, built three times (build.mjs): where a runtime may start compiled modules only, `module` is one; for
// every other it is bytes inside the file, which survive bundlers and need no file and no network.
// @ts-check
import { initSync } from "../dist/sdk_wasm.js";
import module from "../dist/sdk_wasm_bg.wasm";
import { use } from "./memory.js";

use(initSync({ module }).memory);

export { WebhookVerificationError } from "./error.js";
export { MemoryStore, handleOnce } from "./once.js";
export { constructEvent, explain, sign, verify } from "./oneshot.js";
export { Webhook } from "./webhook.js";
