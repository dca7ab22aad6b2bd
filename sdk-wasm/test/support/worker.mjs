// The example for Cloudflare Workers, made ready to be served by Cloudflare's runtime.
// @ts-check
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { build } from "esbuild";
import { ROOT } from "./packed.mjs";

/** Ends with the test file that asked for it. */
export function exampleWorker() {
  const folder = mkdtempSync(join(tmpdir(), "webhooks-worker-"));
  after(() => rmSync(folder, { recursive: true }));
  /**
   * How to start it.
   * @param {number} port not 0: workerd tells nobody which it took
   */
  const launch = async (port) => {
    await build({
      entryPoints: [join(ROOT, "examples/worker.mjs")],
      outfile: join(folder, "worker.js"),
      bundle: true,
      format: "esm",
      conditions: ["workerd"],
      external: ["*.wasm"],
    });
    cpSync(
      join(ROOT, "dist/sdk_wasm_bg.wasm"),
      join(folder, "sdk_wasm_bg.wasm"),
    );
    const config = join(folder, "config.capnp");
    writeFileSync(
      config,
      `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "receiver", worker = (
    compatibilityDate = "2024-01-01",
    bindings = [(name = "AA_WEBHOOK_SECRET", fromEnvironment = "AA_WEBHOOK_SECRET")],
    modules = [(name = "worker.js", esModule = embed "worker.js"), (name = "sdk_wasm_bg.wasm", wasm = embed "sdk_wasm_bg.wasm")],
  ))],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "receiver")],
);`,
    );
    const command = createRequire(import.meta.url)("workerd").default;
    return { command, args: ["serve", config] };
  };
  return { launch };
}
