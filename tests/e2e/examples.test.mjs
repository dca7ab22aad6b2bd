// @ts-check
// The examples, each as its reader starts it, and a delivery of the worker's to all of them.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { freePort, poll, waitUntilServes } from "../../scripts/runtime.mjs";
import { ROOT } from "../../scripts/wrangler.mjs";
import { nextApplication } from "../../sdk-wasm/test/support/next.mjs";
import { exampleWorker } from "../../sdk-wasm/test/support/worker.mjs";
import { openCenter } from "./support/center.mjs";
import { useEdge } from "./support/edge.mjs";

const edge = await useEdge();

/** @type {import("node:child_process").ChildProcess[]} */
const running = [];
after(() => running.forEach((child) => child.kill("SIGKILL")));

const next = nextApplication();

/**
 * How to start each on a port, and where it takes deliveries, if not where the READMEs have it.
 * @type {Record<string, { launch: (port: number) => Launch | Promise<Launch>, path?: string }>}
 * @typedef {{ command: string, args: string[], cwd?: string }} Launch
 */
const EXAMPLES = {
  ...Object.fromEntries(
    ["express.mjs", "fastify.mjs", "hono.mjs"].map((name) => [
      name,
      {
        launch: () => ({
          command: process.execPath,
          args: [join(ROOT, "sdk-wasm/examples", name)],
        }),
      },
    ]),
  ),
  "examples/receiver.mjs": {
    launch: (/** @type {number} */ port) => ({
      command: process.execPath,
      args: [join(ROOT, "examples/receiver.mjs"), `${port}`],
    }),
    path: "/",
  },
  "worker.mjs": exampleWorker(),
  "next.mjs in Node": { launch: () => next.server, path: "/node" },
  "next.mjs at the edge": { launch: () => next.server, path: "/edge" },
  ...Object.fromEntries(
    ["flask_app.py", "fastapi_app.py", "starlette_app.py", "django_app.py"].map(
      (name) => [
        name,
        {
          launch: (/** @type {number} */ port) => ({
            command: join(ROOT, ".venv/bin/python"),
            args: [join(ROOT, "sdk-python/examples", name), `${port}`],
          }),
        },
      ],
    ),
  ),
};

/**
 * @param {Launch} launch
 * @param {number} port
 * @param {string} secret
 */
async function start({ command, args, cwd }, port, secret) {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, PORT: `${port}`, AA_WEBHOOK_SECRET: secret },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.push(child);
  const receiver = { printed: "" };
  const keep = (/** @type {Buffer} */ chunk) => (receiver.printed += chunk);
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  await waitUntilServes(`http://127.0.0.1:${port}/`);
  return receiver;
}

describe("a booking is made, and the example", () => {
  /** @type {Record<string, { receiver: { printed: string }, endpoint: string }>} */
  const started = {};
  /** @type {import("./support/center.mjs").Caller} */
  let live;

  before(async () => {
    ({ live } = await openCenter(edge));
    await next.build();
    for (const [name, example] of Object.entries(EXAMPLES)) {
      const { launch, path = "/webhooks/aviationalley" } = example;
      const port = await freePort();
      const url = `http://127.0.0.1:${port}${path}`;
      const events = ["booking.created"];
      const { id, secret } = await live.endpoint(url, { events });
      const receiver = await start(await launch(port), port, secret);
      started[name] = { receiver, endpoint: id };
    }
    const { id } = await live.trainee();
    await live.booking({ traineeIds: [id], notes: "Ωmega ✈️" });
  });

  for (const name of Object.keys(EXAMPLES))
    test(`${name} takes it`, async () => {
      const { receiver, endpoint } = started[name];
      const list = `/webhook-endpoints/${endpoint}/deliveries`;
      const [{ id }] = (await live.get(list)).data;
      await poll(
        () => receiver.printed.includes(`booking.created ${id}`),
        `it printed ${JSON.stringify(receiver.printed)}, and not the event`,
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
