// @ts-check
// The built worker in the runtime itself, without the proxy that `wrangler dev` puts before it: that one answers for
// requests that break off, which in production reach the worker.

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { after } from "node:test";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { ROOT } from "../../../scripts/wrangler.mjs";

export const ADMIN_TOKEN = "operator-of-the-bare-worker-0123456789";

/**
 * Starts it for the tests of one file, on an empty database.
 * @param {Record<string, string>} [vars] in addition to the operator's token
 */
export async function useBareWorker(vars = {}) {
  const modulesRoot = join(ROOT, "build/worker");
  const files = await readdir(modulesRoot, { recursive: true });
  // The entry point stands first.
  const names = [
    "index.mjs",
    ...files.filter((name) => /\.(js|wasm)$/.test(name)),
  ];
  const options = convertV4MiniflareOptions({
    modulesRoot,
    modules: names.map((name) => ({
      type: name.endsWith(".wasm") ? "CompiledWasm" : "ESModule",
      path: join(modulesRoot, name),
    })),
    compatibilityDate: "2026-10-01",
    bindings: { ADMIN_TOKEN, ...vars },
    d1Databases: ["DB"],
    queueProducers: ["HINTS", "SLOW_HINTS", "BULK_HINTS"],
    serviceBindings: { ASSETS: { disk: { path: join(ROOT, "build/site") } } },
  });
  const runtime = new Miniflare(options);
  after(() => runtime.dispose());
  return (await runtime.ready).href;
}
