// The module Cloudflare's runtime loads: hands each event to an instance of the wasm module.
//
// A Rust panic (or a stack overflow, or memory that ran out) ends in a wasm trap, after which an
// instance's memory cannot be trusted to serve anything new. So a trap retires the instance: the next
// event gets a fresh one, compiled already and started within milliseconds. Calls in flight
// on the retired instance keep it, each with its own future, and mostly finish; the one that trapped
// never settles, which the runtime notices and answers with a 500.

import { WorkerEntrypoint } from "cloudflare:workers";
import { instantiate } from "./worker.js";

let current;

const instance = () => (current ??= instantiate());
const retire = () => (current = undefined);

// Started here, not at the first event: start-up has a CPU allowance of its own.
instance();

// The `worker` crate's panic hook sets this flag on a global of its own.
Object.defineProperty(globalThis.__worker_init_state, "criticalError", {
  get: () => false,
  set: retire,
});

const check = (error) => {
  if (error instanceof WebAssembly.RuntimeError) {
    console.error("wasm trap:", error.message);
    retire();
  }
};

// Futures run in microtasks: a trap there belongs to no caller and surfaces as a global error.
addEventListener("error", (event) => check(event.error));

async function call(handler, argument, env, ctx) {
  try {
    return await instance()[handler](argument, env, ctx);
  } catch (error) {
    check(error);
    throw error;
  }
}

export default class extends WorkerEntrypoint {
  fetch(request) {
    return call("fetch", request, this.env, this.ctx);
  }

  queue(batch) {
    return call("queue", batch, this.env, this.ctx);
  }

  scheduled(event) {
    return call("scheduled", event, this.env, this.ctx);
  }
}
