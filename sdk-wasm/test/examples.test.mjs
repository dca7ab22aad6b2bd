// Each example is started as its reader would, gets a delivery and forged ones; the README shows them whole. Next.js
// is in next.test.mjs.
// @ts-check
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { connect } from "node:net";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { freePort, waitUntilServes } from "../../scripts/runtime.mjs";
import {
  body,
  event as delivery,
  otherSecret,
  secret,
  signed,
} from "./support/delivery.mjs";
import { installedProject, ROOT } from "./support/packed.mjs";
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

test("AWS Lambda", async () => {
  process.env.AA_WEBHOOK_SECRET = secret;
  const { handler } = await import(example("lambda.mjs"));
  const none = { body: null, headers: null, isBase64Encoded: false };
  const accepted = { statusCode: 204 };
  const refused = { statusCode: 401, body: "missing_header" };
  const headers = signed(body);
  const encoded = Buffer.from(body).toString("base64");
  assert.deepEqual(await handler({ ...none, body, headers }), accepted);
  assert.deepEqual(
    await handler({ body: encoded, headers, isBase64Encoded: true }),
    accepted,
  );
  assert.deepEqual(await handler(none), refused);
  assert.deepEqual(await handler({ headers: {} }), refused);
  assert.deepEqual(await handler({ headers }), {
    statusCode: 401,
    body: "no_match",
  });
});

describe("every block of the README runs as it stands:", () => {
  const readme = readFileSync(join(ROOT, "README.md"), "utf8");
  const blocks = (/** @type {string} */ language) =>
    Array.from(
      readme.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, "gms")),
      ([, code]) => code,
    );
  const examples = [
    "express.mjs",
    "fastify.mjs",
    "hono.mjs",
    "next.mjs",
    "worker.mjs",
    "lambda.mjs",
    "once.mjs",
  ].map((name) => readFileSync(example(name), "utf8"));
  const [receive, deliver, ...others] = blocks("js").filter(
    (code) => !examples.includes(code),
  );
  const { folder } = installedProject();

  /** @type {(name: string, code: string) => Promise<any>} */
  const module = (name, code) => {
    writeFileSync(join(folder, name), code);
    return import(join(folder, name));
  };

  test("each is a whole example, but for the first and the one for tests", () => {
    assert.equal(blocks("js").length, examples.length + 2);
    assert.deepEqual(others, []);
    assert.deepEqual(
      readme.match(/^```.*$/gm)?.length,
      2 * (blocks("js").length + 1),
    );
  });

  test("the installation names the package", () => {
    const { name } = JSON.parse(
      readFileSync(join(ROOT, "package.json"), "utf8"),
    );
    assert.deepEqual(blocks("sh"), [`npm install ${name}\n`]);
  });

  test("the first, imported and required", async (t) => {
    process.env.AA_WEBHOOK_SECRET = secret;
    const log = t.mock.method(console, "log", () => {});
    const required = receive
      .replace(
        /^import (.*?) from .*\/\/ or: (require\(.*\))$/m,
        "const $1 = $2;",
      )
      .replace("export function receive", "module.exports = function receive");
    assert.notEqual(required, receive);
    writeFileSync(join(folder, "receive.cjs"), required);
    const event = { ...delivery, data: { id: "bkg_1" } };
    const text = JSON.stringify(event);
    for (const call of [
      (await module("receive.mjs", receive)).receive,
      createRequire(import.meta.url)(join(folder, "receive.cjs")),
    ]) {
      call(text, signed(text));
      assert.throws(() => call(text, {}), { reason: "missing_header" });
    }
    assert.deepEqual(
      log.mock.calls.map(({ arguments: [id] }) => id),
      ["bkg_1", "bkg_1"],
    );
  });

  test("the one for tests", async () => {
    process.env.AA_WEBHOOK_SECRET = secret;
    const { port } = await start(process.execPath, [example("express.mjs")], {
      announcing: /(\d+)$/,
    });
    const send = (await module("deliver.mjs", deliver)).deliver;
    const url = `http://127.0.0.1:${port}/webhooks/aviationalley`;
    assert.equal((await send(url, delivery)).status, 204);
    process.env.AA_WEBHOOK_SECRET = otherSecret;
    assert.equal((await send(url, delivery)).status, 401);
  });
});
