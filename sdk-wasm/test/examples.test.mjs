// Each example is started as its reader would, gets a delivery and forged ones, and is what the README shows. Next.js
// is in next.test.mjs.
// @ts-check
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import {
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { build } from "esbuild";
import { freePort } from "../../scripts/runtime.mjs";
import { secret } from "./support/delivery.mjs";
import { ROOT } from "./support/packed.mjs";
import { isAReceiver, start } from "./support/receiver.mjs";

const example = (/** @type {string} */ name) => join(ROOT, "examples", name);
const wasm = join(ROOT, "dist/sdk_wasm_bg.wasm");

for (const framework of ["express", "fastify", "hono"]) {
  test(framework, async () => {
    const { port, printed } = await start(
      process.execPath,
      [example(`${framework}.mjs`)],
      { announcing: /(\d+)$/ },
    );
    await isAReceiver(`http://127.0.0.1:${port}/webhooks/aviationalley`);
    await printed;
  });
}

test("worker, in Cloudflare's runtime", async () => {
  const folder = mkdtempSync(join(tmpdir(), "webhooks-worker-"));
  after(() => rmSync(folder, { recursive: true }));
  await build({
    entryPoints: [example("worker.mjs")],
    outfile: join(folder, "worker.js"),
    bundle: true,
    format: "esm",
    conditions: ["workerd"],
    external: ["*.wasm"],
  });
  cpSync(wasm, join(folder, "sdk_wasm_bg.wasm"));
  // Not port 0: workerd tells nobody which it took.
  const port = await freePort();
  writeFileSync(
    join(folder, "config.capnp"),
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
  const workerd = createRequire(import.meta.url)("workerd").default;
  const env = { ...process.env, AA_WEBHOOK_SECRET: secret };
  const child = spawn(workerd, ["serve", join(folder, "config.capnp")], {
    env,
    stdio: "inherit",
  });
  after(() => child.kill());
  const url = `http://127.0.0.1:${port}/`;
  for (const end = Date.now() + 20_000; ;) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer || Date.now() > end) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await isAReceiver(url);
});

test("what the README shows is in the examples", () => {
  const readme = readFileSync(join(ROOT, "README.md"), "utf8");
  const shown = [
    ...readme.matchAll(
      /\[`examples\/([\w-]+\.mjs)`\]\(.*?\)[^\n]*\n\n```js\n(.*?)```/gs,
    ),
  ];
  assert.deepEqual(
    shown.map(([, name]) => name),
    [
      "express.mjs",
      "fastify.mjs",
      "hono.mjs",
      "next.mjs",
      "worker.mjs",
      "once.mjs",
    ],
  );
  for (const [, name, code] of shown)
    assert(
      readFileSync(example(name), "utf8").includes(code),
      `${name} has not:\n${code}`,
    );
});
