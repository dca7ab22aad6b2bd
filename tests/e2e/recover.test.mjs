// @ts-check

import assert from "node:assert/strict";
import { test } from "node:test";
import { poll } from "../../scripts/runtime.mjs";
import { ok, openCenter } from "./support/center.mjs";
import { useEdge } from "./support/edge.mjs";
import { useReceiver } from "./support/receiver.mjs";
import { assertContract } from "./support/signatures.mjs";

const edge = await useEdge({ vars: { RETRY_SCHEDULE: "0,0,0,0" } });
const receiver = await useReceiver();

test("a recovery sends all that was missed once, though the runtime is killed half way", async () => {
  const { live } = await openCenter(edge);
  let down = true;
  const hook = receiver.hook("/down", () => ({ status: down ? 500 : 200 }));
  const { id, secret } = await live.endpoint(hook.url);
  const path = `/webhook-endpoints/${id}`;
  const count = async (/** @type {string} */ status) =>
    (await live.all(`${path}/deliveries?status=${status}`)).length;

  // Three that use up their attempts, and more while the endpoint is disabled.
  for (let index = 0; index < 3; index += 1) await live.trainee();
  const failed = async () => (await count("FAILED")) === 3;
  await poll(failed, "the deliveries did not fail", 20_000);
  await live.patch(path, { enabled: false });
  for (let index = 0; index < 15; index += 1)
    await Promise.all(Array.from({ length: 8 }, () => live.trainee()));
  await live.patch(path, { enabled: true });

  const since = "2020-01-01T00:00:00Z";
  const dry = { json: { since, dryRun: true } };
  const counted = ok(await live.send("POST", `${path}/recover`, dry), 200);
  assert.deepEqual(counted, { total: 123 });
  down = false;
  hook.received.length = 0;
  const begun = await live.send("POST", `${path}/recover`, { json: { since } });
  const job = `/webhook-recoveries/${ok(begun, 202).id}`;
  assert.equal(begun.body.total, 123);

  await poll(() => hook.received.length >= 30, "nothing was recovered");
  await edge.kill9();
  const before = hook.received.length;
  assert.ok(before < 123, "it was killed too late");
  await edge.start();
  const ended = async () => (await live.get(job)).status !== "RUNNING";
  await poll(ended, "the recovery did not end", 30_000);
  const { status, queued, delivered } = await live.get(job);
  assert.deepEqual([status, queued, delivered], ["COMPLETED", 123, 123]);
  assert.equal(await count("DELIVERED"), 123);

  /** @type {Map<string, number>} */
  const arrivals = new Map();
  for (const received of hook.received) {
    const envelope = assertContract(received, secret);
    arrivals.set(envelope.id, (arrivals.get(envelope.id) ?? 0) + 1);
  }
  assert.equal(arrivals.size, 123);
  for (const delivery of await live.all(`${path}/deliveries`)) {
    const outcomes = delivery.attempts.map(
      (/** @type {any} */ attempt) => attempt.outcome,
    );
    const of = (/** @type {string} */ wanted) =>
      outcomes.filter((/** @type {string} */ one) => one === wanted).length;
    const came = arrivals.get(delivery.id) ?? 0;
    assert.equal(of("success"), 1, `${outcomes}`);
    // Twice only what was under way when the runtime was killed.
    assert.ok(came >= 1 && came <= 1 + of("interrupted"), `${outcomes}`);
  }
});

test("a test message is answered with what the receiver said, and can be resent", async () => {
  const { live } = await openCenter(edge);
  let answer = 503;
  const hook = receiver.hook("/tested", () => ({
    status: answer,
    headers: { "x-receiver": "fleet" },
  }));
  const { id, secret } = await live.endpoint(hook.url);
  await live.patch(`/webhook-endpoints/${id}`, { enabled: false });
  const path = `/webhook-endpoints/${id}/test`;
  const bad = await live.advance(path);
  assert.deepEqual([bad.outcome, bad.responseStatus], ["status", 503]);
  assert.match(bad.advice, /2xx/);
  answer = 200;
  const good = await live.advance(path, { type: "booking.created" });
  assert.deepEqual([good.outcome, good.advice], ["success", null]);
  assert.equal(good.response.headers["x-receiver"], "fleet");
  const envelope = assertContract(hook.received[1], secret);
  assert.equal(envelope.id, good.deliveryId);
  assert.equal(envelope.type, "booking.created");
  assert.equal(hook.received[1].headers["x-aviationalley-test"], "true");

  await live.patch(`/webhook-endpoints/${id}`, { enabled: true });
  const delivery = `/webhook-deliveries/${bad.deliveryId}`;
  const resent = await live.send("POST", `${delivery}/resend`);
  assert.equal(ok(resent, 202).status, "PENDING");
  const done = async () => (await live.get(delivery)).status === "DELIVERED";
  await poll(done, "it was not resent", 5_000);
  const [first, , again] = hook.received;
  assert.equal(hook.received.length, 3);
  assert.ok(first.body.equals(again.body), "the bytes are the same");
  const { attempts } = await live.get(delivery);
  assert.deepEqual(
    attempts.map((/** @type {any} */ { outcome, manual }) => [outcome, manual]),
    [
      ["success", true],
      ["status", true],
    ],
  );
});

test("a test of a receiver that never answers says so after the timeout", async () => {
  const { live } = await openCenter(edge);
  const hook = receiver.hook("/silent", () => "hang");
  const { id } = await live.endpoint(hook.url);
  const result = await live.advance(`/webhook-endpoints/${id}/test`);
  assert.equal(result.outcome, "timeout");
  assert.ok(result.durationMs >= 980, `${result.durationMs} ms`);
  assert.match(result.advice, /within 5 seconds/);
});
