// Nitro's presets for edge platforms, with the setting that the README names: what each builds answers in its runtime.
// @ts-check
import { spawn } from "node:child_process";
import {
  globSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import * as buffer from "node:buffer";
import * as events from "node:events";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { EdgeRuntime } from "edge-runtime";
import { build as esbuild } from "esbuild";
import { freePort, waitUntilServes } from "../../scripts/runtime.mjs";
import { ROOT, run } from "./support/packed.mjs";
import { agree, programs } from "./support/programs.mjs";

// In the repository, where Nitro is found.
const { folder, write, imports } = programs(join(ROOT, "../target"));
const require = createRequire(import.meta.url);
const nitro = join(
  dirname(require.resolve("nitropack/package.json")),
  "dist/cli/index.mjs",
);

const setting = /`(experimental: .*?)` in Nitro's/.exec(
  readFileSync(join(ROOT, "README.md"), "utf8"),
)?.[1];
write(
  "nitro.config.mjs",
  `export default { compatibilityDate: "2026-01-01", ${setting} };`,
);
mkdirSync(join(folder, "routes"));
write(
  "routes/index.get.mjs",
  `${imports.replaceAll('"./', '"../')}
import { defineEventHandler } from "#imports";
export default defineEventHandler(answer);`,
);

/** @type {(preset: string, output: string) => Promise<string>} where it has left its output */
async function build(preset, output) {
  await run(process.execPath, [nitro, "build", "--preset", preset], folder);
  renameSync(join(folder, output), join(folder, preset));
  return join(folder, preset);
}

/** @type {(root: string, main: string) => Promise<string>} what Cloudflare's runtime answers */
async function inWorkerd(root, main) {
  const files = globSync("**/*.{js,mjs,wasm}", { cwd: root });
  const modules = [main, ...files.filter((file) => file !== main)].map(
    (file) =>
      `(name = "${file}", ${file.endsWith(".wasm") ? "wasm" : "esModule"} = embed "${file}")`,
  );
  const port = await freePort();
  const config = join(root, "config.capnp");
  writeFileSync(
    config,
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "receiver", worker = (
    compatibilityDate = "2026-01-01", compatibilityFlags = ["nodejs_compat"],
    modules = [${modules.join(",\n")}],
  ))],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "receiver")],
);`,
  );
  const child = spawn(require("workerd").default, ["serve", config], {
    stdio: "inherit",
  });
  after(() => child.kill());
  const url = `http://127.0.0.1:${port}/`;
  await waitUntilServes(url);
  return (await fetch(url)).text();
}

test("cloudflare-module", async () => {
  const output = await build("cloudflare-module", ".output/server");
  agree(await inWorkerd(output, "index.mjs"));
});

test("cloudflare-pages", async () => {
  const output = await build("cloudflare-pages", "dist/_worker.js");
  agree(await inWorkerd(output, "index.js"));
});

test("netlify-edge", async () => {
  await build("netlify-edge", ".netlify/edge-functions");
  const program = write(
    "ask.mjs",
    `import answer from "./netlify-edge/server/server.js";
console.log(await (await answer(new Request("http://localhost/"), {})).text());`,
  );
  const [deno] = globSync(join(ROOT, "../node_modules/@deno/*/deno"));
  const rights = [
    "--allow-read",
    "--allow-env",
    "--cached-only",
    "--no-config",
  ];
  const env = { DENO_DIR: join(folder, "deno"), DENO_NO_UPDATE_CHECK: "1" };
  agree(await run(deno, ["run", ...rights, program], folder, env));
});

test("vercel-edge", async () => {
  const output = await build("vercel-edge", ".vercel/output/functions");
  const { outputFiles } = await esbuild({
    stdin: {
      contents: `import answer from "./__fallback.func/index.mjs";
globalThis.answer = answer(new Request("http://localhost/"), {}).then((response) => response.text());`,
      resolveDir: output,
    },
    bundle: true,
    write: false,
    plugins: [modulesOfTheRuntime],
  });
  const runtime = new EdgeRuntime({
    extend: (context) => Object.assign(context, { NODE: { buffer, events } }),
  });
  agree(await runtime.evaluate(`${outputFiles[0].text}; answer`));
});

/**
 * Those of Node's that Vercel's runtime has.
 * @type {import("esbuild").Plugin}
 */
const modulesOfTheRuntime = {
  name: "modules of the runtime",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path }) => ({
      path,
      namespace: "node",
    }));
    onLoad({ filter: /.*/, namespace: "node" }, ({ path }) => ({
      contents: `module.exports = NODE.${path.slice("node:".length)}`,
    }));
  },
};
