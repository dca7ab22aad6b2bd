// The one entry, built twice (build.mjs): for Cloudflare Workers `module` is a compiled module, which is all they may
// start; for every other runtime it is bytes inside the file, which survive bundlers and need no file and no network.
// @ts-check
import { initSync } from "../dist/sdk_wasm.js";
import module from "../dist/sdk_wasm_bg.wasm";

initSync({ module });

export { verify } from "./verify.js";
