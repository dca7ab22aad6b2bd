// Each example is started as its reader would, gets a real delivery and forged ones, and is what the README shows.
// @ts-check
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, describe, test } from "node:test";
import { EdgeRuntime, runServer } from "edge-runtime";
import { build } from "esbuild";
import {
  body,
  event,
  otherSecret,
  secret,
  seconds,
  signed,
} from "./support/delivery.mjs";
import { wasmAsModule, withModule } from "./support/edge.mjs";
import { ROOT } from "./support/packed.mjs";

const example = (/** @type {string} */ name) => join(ROOT, "examples", name);
const wasm = join(ROOT, "dist/sdk_wasm_bg.wasm");

/** @param {string} url */
async function isAReceiver(url) {
  /** @type {(headers: Record<string, string>, sent?: string) => Promise<{ status: number, text: string }>} */
  const post = async (headers, sent = body) => {
    const response = await fetch(url, { method: "POST", headers, body: sent });
    return { status: response.status, text: await response.text() };
  };
  const refused = (/** @type {string} */ reason) => ({
    status: 401,
    text: reason,
  });

  assert.deepEqual(await post(signed(body)), { status: 204, text: "" });
  const forged = signed(body, { key: otherSecret });
  assert.deepEqual(await post(forged), refused("no_match"));
  assert.deepEqual(
    await post(signed(body), body.replace("booking", "Booking")),
    refused("no_match"),
  );
  const old = signed(body, { timestamp: seconds() - 1_000 });
  assert.deepEqual(await post(old), refused("timestamp_too_old"));
  assert.deepEqual(
    await post({ "content-type": "text/plain" }),
    refused("missing_header"),
  );
  assert.deepEqual(await post({}, ""), refused("missing_header"));
  assert.deepEqual(
    await post({ "content-type": "application/json" }, "{"),
    refused("missing_header"),
  );
  // A body that nobody would read as JSON is ours all the same, if it is signed so.
  const plain = { ...signed(body), "content-type": "text/plain" };
  assert.deepEqual(await post(plain), { status: 204, text: "" });
}

/**
 * @param {string} command
 * @param {string[]} args
 */
async function start(command, args) {
  const env = { ...process.env, AA_WEBHOOK_SECRET: secret, PORT: "0" };
  const child = spawn(command, args, {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  after(() => child.kill());
  const lines = createInterface({
    input: /** @type {import("node:stream").Readable} */ (child.stdout),
  });
  const [first] = await once(lines, "line");
  const seen = once(lines, "line");
  return {
    url: `http://127.0.0.1:${/\d+$/.exec(first)?.[0]}/webhooks/aviationalley`,
    seen,
  };
}

for (const framework of ["express", "fastify", "hono"]) {
  test(framework, async () => {
    const { url, seen } = await start(process.execPath, [
      example(`${framework}.mjs`),
    ]);
    await isAReceiver(url);
    assert.deepEqual(await seen, [`${event.type} ${event.id}`]);
  });
}

describe("next", () => {
  process.env.AA_WEBHOOK_SECRET = secret;

  test("in the edge runtime", async () => {
    const { outputFiles } = await build({
      stdin: {
        contents: `import { POST } from "./next.mjs"; addEventListener("fetch", (event) => event.respondWith(POST(event.request)));`,
        resolveDir: example(""),
      },
      bundle: true,
      write: false,
      conditions: ["edge-light"],
      define: { "process.env.AA_WEBHOOK_SECRET": JSON.stringify(secret) },
      plugins: [wasmAsModule],
    });
    const runtime = new EdgeRuntime({
      ...withModule(wasm),
      initialCode: outputFiles[0].text,
    });
    const server = await runServer({ runtime, host: "127.0.0.1", port: 0 });
    after(() => server.close());
    await isAReceiver(server.url);
  });

  test("in Node", async () => {
    const { POST } = await import(example("next.mjs"));
    const server = createServer(async (request, response) => {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      const headers = /** @type {Record<string, string>} */ (request.headers);
      const answer = await POST(
        new Request("http://receiver.example/", {
          method: "POST",
          headers,
          body: Buffer.concat(chunks),
        }),
      );
      response.writeHead(answer.status).end(await answer.text());
    });
    after(() => server.close());
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = /** @type {import("node:net").AddressInfo} */ (
      server.address()
    );
    await isAReceiver(`http://127.0.0.1:${port}/`);
  });
});

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

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (
    server.address()
  );
  server.close();
  await once(server, "close");
  return port;
}

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
