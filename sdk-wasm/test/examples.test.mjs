// Each example is started as its reader would, gets a delivery and forged ones, and is what the README shows. Next.js
// is in next.test.mjs.
// @ts-check
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { after, test } from "node:test";
import { freePort, waitUntilServes } from "../../scripts/runtime.mjs";
import { secret } from "./support/delivery.mjs";
import { ROOT } from "./support/packed.mjs";
import { isAReceiver, start } from "./support/receiver.mjs";
import { exampleWorker } from "./support/worker.mjs";

const example = (/** @type {string} */ name) => join(ROOT, "examples", name);

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

test("the repository's receiver, also after a sender hung up halfway", async () => {
  const { port, printed } = await start(
    process.execPath,
    [join(ROOT, "../examples/receiver.mjs")],
    {
      announcing: /(\d+)\/$/,
      printing:
        /^verified booking\.created del_8f2c0d1e \(\d+ ms after the event\)$/,
    },
  );
  const sender = connect(Number(port), "127.0.0.1");
  sender.end("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf");
  await once(sender.resume(), "close");
  await isAReceiver(`http://127.0.0.1:${port}/`);
  await printed;
});

test("worker, in Cloudflare's runtime", async () => {
  const port = await freePort();
  const { command, args } = await exampleWorker().launch(port);
  const env = { ...process.env, AA_WEBHOOK_SECRET: secret };
  const child = spawn(command, args, { env, stdio: "inherit" });
  after(() => child.kill());
  const url = `http://127.0.0.1:${port}/`;
  await waitUntilServes(url);
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
