// @ts-check

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { verify } from "@aviationalley/webhooks";
import { poll } from "../../scripts/runtime.mjs";
import { ROOT } from "../../scripts/wrangler.mjs";
import { openCenter } from "./support/center.mjs";
import { useEdge } from "./support/edge.mjs";
import { ON_THE_WAY, ORIGINS } from "./support/origins.mjs";
import { useReceiver } from "./support/receiver.mjs";

// Training expires at a month's end, which from the first of a long month is just beyond the usual 30 days.
const edge = await useEdge({
  vars: { FA_TRAINING_WINDOW_SECONDS: String(32 * 24 * 60 * 60) },
});
const receiver = await useReceiver();

/** @typedef {import("./support/receiver.mjs").Received} Received */
/** @type {[body: string, signature: string, secret: string][]} */
const deliveries = [];

test("the table of origins names the 39 event types of the catalog, and the catalog two more", async () => {
  const { live } = await openCenter(edge);
  const { data } = await live.get("/webhook-event-types");
  const catalog = data.map((/** @type {any} */ item) => item.type);
  assert.equal(catalog.length, 41);
  const ours = ["webhook.test", "webhook.delivery.failed"];
  assert.deepEqual(Object.keys(ORIGINS).sort(), without(catalog, ours).sort());
});

for (const [type, origin] of Object.entries(ORIGINS)) {
  test(`${type} comes from its one origin, and nothing else comes with it`, async () => {
    const { live } = await openCenter(edge);
    const hook = receiver.hook(`/${type}`);
    const { id: endpoint, secret } = await live.endpoint(hook.url);
    const id = await origin(live);
    const expected = [...(ON_THE_WAY[type] ?? []), type];
    await poll(
      () => hook.received.length >= expected.length,
      `of ${expected.join(", ")} came ${hook.summary()}`,
      20_000,
    );
    await allSettled(live, endpoint);
    const told = await inOrder(live, endpoint, hook.received);
    assert.deepEqual(told.map(typeOf), expected);
    const last = told[told.length - 1];
    assert.equal(last.envelope.data.id, id);
    for (const { body, headers } of told) {
      const signature = headers["x-aviationalley-signature"];
      assert.ok(verify(body, signature, secret));
      deliveries.push([body.toString("base64"), signature, secret]);
    }
  });
}

test("the Python package verifies all of them too, and none with another body", () => {
  const program = `
import base64, json, sys
from aviationalley_webhooks import verify
deliveries = [(base64.b64decode(body), signature, secret) for body, signature, secret in json.load(sys.stdin)]
good = sum(verify(*delivery) for delivery in deliveries)
bad = sum(verify(body + b" ", signature, secret) for body, signature, secret in deliveries)
print(good, bad)`;
  const python = join(ROOT, ".venv/bin/python");
  const { stdout, stderr } = spawnSync(python, ["-c", program], {
    input: JSON.stringify(deliveries),
    encoding: "utf8",
  });
  assert.ok(deliveries.length > 39);
  assert.equal(stdout.trim(), `${deliveries.length} 0`, stderr);
});

/** @param {Received} received */
const typeOf = ({ envelope }) => envelope.type;

/**
 * @param {string[]} all
 * @param {string[]} some
 */
const without = (all, some) => all.filter((item) => !some.includes(item));

/**
 * Cron has gone round twice more, so that what it could still raise has been raised.
 * @param {import("./support/center.mjs").Caller} live
 * @param {string} endpoint
 */
async function allSettled(live, endpoint) {
  const path = `/webhook-endpoints/${endpoint}/deliveries?status=`;
  for (let round = 0; round < 2; round += 1) await edge.cronOnce();
  await poll(
    async () =>
      (await live.get(`${path}PENDING`)).data.length === 0 &&
      (await live.get(`${path}RETRYING`)).data.length === 0,
    "deliveries are left",
    10_000,
  );
}

/**
 * Deliveries have no order, but the commits that they describe do; the delivery log shows it.
 * @param {import("./support/center.mjs").Caller} live
 * @param {string} endpoint
 * @param {Received[]} received
 */
async function inOrder(live, endpoint, received) {
  const log = await live.all(`/webhook-endpoints/${endpoint}/deliveries`);
  assert.equal(received.length, log.length);
  const bySecond = [...received].sort((a, b) => {
    const [first, second] = [a.envelope.createdAt, b.envelope.createdAt];
    return first < second ? -1 : Number(first > second);
  });
  return bySecond;
}
