// The packed package in every runtime that it is for: each gives every shared case its answer.
// @ts-check
import { cpSync, globSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, test } from "node:test";
import { EdgeRuntime } from "edge-runtime";
import { build } from "esbuild";
import { wasmAsModule, withModule } from "./support/edge.mjs";
import { ROOT, run, runNow } from "./support/packed.mjs";
import { agree, programs } from "./support/programs.mjs";

const { folder, write, imports, forTerminal, forCommonJs } = programs();
const wasm = join(
  folder,
  "node_modules/@aviationalley/webhooks/dist/sdk_wasm_bg.wasm",
);
const dependencies = join(ROOT, "../node_modules");

/** @type {(options: import("esbuild").BuildOptions) => Promise<string>} */
async function bundle(options) {
  const { outputFiles } = await build({
    absWorkingDir: folder,
    bundle: true,
    minify: true,
    format: "esm",
    write: false,
    logLevel: "error",
    ...options,
  });
  return /** @type {import("esbuild").OutputFile[]} */ (outputFiles)[0].text;
}

/**
 * Leaves the compiled module to the runtime, as its own build tools do.
 * @type {(replacement: import("esbuild").OnResolveResult) => import("esbuild").Plugin}
 */
const moduleOfTheRuntime = (replacement) => ({
  name: "module of the runtime",
  setup({ onResolve }) {
    onResolve({ filter: /\.wasm(\?module)?$/ }, () => replacement);
  },
});

/** The one that runs this, and the one at hand, which may be older. */
const nodes = new Map(
  [process.execPath, "node"].map((node) => [
    runNow(node, ["--version"], folder).trim(),
    node,
  ]),
);
for (const [version, node] of nodes) {
  describe(`Node ${version}`, () => {
    test("by import", async () =>
      agree(await run(node, [forTerminal], folder)));
    test("by require", async () =>
      agree(await run(node, [forCommonJs], folder)));
    // As hardened environments have it.
    test("with a frozen Error", async () => {
      const frozen = write("frozen.cjs", "Object.freeze(Error.prototype);");
      agree(await run(node, ["--require", `./${frozen}`, forTerminal], folder));
    });
    // As in Node before 20.16 and in browsers.
    test("without the host's crypto", async () => {
      const without = write("without.cjs", "delete process.getBuiltinModule;");
      agree(
        await run(node, ["--require", `./${without}`, forTerminal], folder),
      );
    });
  });
}

test("Deno", async () => {
  const [deno] = globSync(join(dependencies, "@deno/*/deno"));
  const rights = ["--allow-read", "--cached-only", "--node-modules-dir=manual"];
  const env = { DENO_DIR: join(folder, "deno"), DENO_NO_UPDATE_CHECK: "1" };
  agree(await run(deno, ["run", ...rights, forTerminal], folder, env));
});

test("Bun", async () => {
  const [bun] = globSync(join(dependencies, "@oven/bun-*/bin/bun"));
  agree(await run(bun, ["run", forTerminal], folder));
});

for (const flags of [[], ["nodejs_compat"]]) {
  test(`workerd, ${flags[0] ?? "without flags"}, where bytes are never compiled`, async () => {
    const name = `worker${flags.length}`;
    const worker = write(
      `${name}.mjs`,
      `${imports}\nexport default { test() { console.log(answer()); } };`,
    );
    write(
      `${name}.js`,
      await bundle({
        entryPoints: [worker],
        conditions: ["workerd"],
        plugins: [
          moduleOfTheRuntime({ path: "./webhooks.wasm", external: true }),
        ],
      }),
    );
    cpSync(wasm, join(folder, "webhooks.wasm"));
    // A date so old that even start-up code may not compile bytes; the flag's crypto needs a younger one.
    const date = flags.length === 0 ? "2024-01-01" : "2024-12-01";
    const config = write(
      `${name}.capnp`,
      `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [(name = "receiver", worker = (
  compatibilityDate = "${date}", compatibilityFlags = [${flags.map((flag) => `"${flag}"`)}],
  modules = [(name = "${name}.js", esModule = embed "${name}.js"), (name = "webhooks.wasm", wasm = embed "webhooks.wasm")],
))]);`,
    );
    const workerd = createRequire(import.meta.url).resolve(
      "workerd/bin/workerd",
    );
    agree(await run(workerd, ["test", config], folder));
  });
}

test("an edge runtime like Next's, which neither compiles bytes nor evaluates text", async () => {
  const script = await bundle({
    entryPoints: [
      write("edge.mjs", `${imports}\nglobalThis.answer = answer();`),
    ],
    format: "iife",
    conditions: ["edge-light"],
    plugins: [wasmAsModule],
  });
  const runtime = new EdgeRuntime(withModule(wasm));
  agree(runtime.evaluate(`${script}; answer`));
});
