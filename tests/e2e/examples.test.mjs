// @ts-check
// The packages' examples, each as its reader starts it, and a delivery of the worker's to all of them.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { freePort, poll, waitUntilServes } from "../../scripts/runtime.mjs";
import { ROOT } from "../../scripts/wrangler.mjs";
import { openCenter } from "./support/center.mjs";
import { useEdge } from "./support/edge.mjs";

const edge = await useEdge();

/** @type {import("node:child_process").ChildProcess[]} */
const running = [];
after(() => running.forEach((child) => child.kill("SIGKILL")));

/** How to start each on a port. */
const EXAMPLES = Object.fromEntries([
  ...["express", "fastify", "hono"].map((name) => [
    `${name}.mjs`,
    (/** @type {number} */ port) => ({
      command: process.execPath,
      args: [join(ROOT, `sdk-wasm/examples/${name}.mjs`)],
      env: { PORT: `${port}` },
    }),
  ]),
  ...["flask_app", "fastapi_app", "starlette_app", "django_app"].map((name) => [
    `${name}.py`,
    (/** @type {number} */ port) => ({
      command: join(ROOT, ".venv/bin/python"),
      args: [join(ROOT, `sdk-python/examples/${name}.py`), `${port}`],
      env: {},
    }),
  ]),
]);

/**
 * @param {string} name
 * @param {number} port
 * @param {string} secret
 */
async function start(name, port, secret) {
  const { command, args, env } = EXAMPLES[name](port);
  const child = spawn(command, args, {
    env: { ...process.env, ...env, AA_WEBHOOK_SECRET: secret },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.push(child);
  const example = { printed: "" };
  const keep = (/** @type {Buffer} */ chunk) => (example.printed += chunk);
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  await waitUntilServes(`http://127.0.0.1:${port}/`);
  return example;
}

describe("a booking is made, and the example", () => {
  /** @type {Record<string, { example: { printed: string }, endpoint: string }>} */
  const started = {};
  /** @type {import("./support/center.mjs").Caller} */
  let live;

  before(async () => {
    ({ live } = await openCenter(edge));
    for (const name of Object.keys(EXAMPLES)) {
      const port = await freePort();
      const url = `http://127.0.0.1:${port}/webhooks/aviationalley`;
      const events = ["booking.created"];
      const { id, secret } = await live.endpoint(url, { events });
      const example = await start(name, port, secret);
      started[name] = { example, endpoint: id };
    }
    const { id } = await live.trainee();
    await live.booking({ traineeIds: [id], notes: "Ωmega ✈️" });
  });

  for (const name of Object.keys(EXAMPLES))
    test(`${name} takes it`, async () => {
      const { example, endpoint } = started[name];
      const list = `/webhook-endpoints/${endpoint}/deliveries`;
      const [{ id }] = (await live.get(list)).data;
      await poll(
        () => example.printed.includes(`booking.created ${id}`),
        `it printed ${JSON.stringify(example.printed)}, and not the event`,
        10_000,
      );
      const path = `/webhook-deliveries/${id}`;
      await poll(
        async () => (await live.get(path)).status === "DELIVERED",
        "it is not DELIVERED",
        10_000,
      );
      const { attempts } = await live.get(path);
      assert.equal(attempts.length, 1, JSON.stringify(attempts));
    });
});
