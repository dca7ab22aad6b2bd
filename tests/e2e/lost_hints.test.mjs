// @ts-check

import assert from "node:assert/strict";
import { test } from "node:test";
import { poll } from "../../scripts/runtime.mjs";
import { openCenter } from "./support/center.mjs";
import { useEdge } from "./support/edge.mjs";
import { useReceiver } from "./support/receiver.mjs";

// Without cron, so that the test can say when it runs; the first wait leaves time to kill the runtime.
const edge = await useEdge({
  vars: { RETRY_SCHEDULE: "3,1,2,2" },
  cron: false,
});
const receiver = await useReceiver();

test("the scheduled handler finds the deliveries whose hints were lost", async () => {
  const { live: caller } = await openCenter(edge);
  const hooks = Array.from({ length: 8 }, (_, index) =>
    receiver.hook(`/lost/${index}`, (_, count) => ({
      status: count === 1 ? 500 : 200,
    })),
  );
  /** @type {string[]} */
  const logs = [];
  for (const { url } of hooks) {
    const endpoint = await caller.endpoint(url);
    logs.push(`/webhook-endpoints/${endpoint.id}/deliveries?limit=200`);
  }
  const { id } = await caller.trainee();
  const deliveries = async () => {
    const pages = await Promise.all(logs.map((path) => caller.get(path)));
    const all = pages.flatMap(({ data }) => data);
    return all.filter(({ createdAt }) => createdAt === logged);
  };
  const [{ createdAt: logged }] = (await caller.get(logs[0])).data;
  /** @param {string} status */
  const allAre = async (status) =>
    (await deliveries()).every((delivery) => delivery.status === status);
  // The retries are hinted, with a delay, when the first attempts are recorded: then the queue is lost.
  await poll(() => allAre("RETRYING"), "the first attempts were not recorded");
  await edge.kill9();
  await edge.start();
  const due = (await deliveries()).map(({ nextAttemptAt }) =>
    Date.parse(nextAttemptAt),
  );
  assert.equal(due.length, hooks.length);
  await poll(() => Date.now() > Math.max(...due), "the clock stands still");

  // They are due and nobody knows; the edge serves all the same.
  const other = receiver.hook("/lost/other");
  await caller.endpoint(other.url);
  const marker = await caller.trainee();
  await other.until(({ envelope }) => envelope.data.id === marker.id);
  assert.ok(await allAre("RETRYING"));
  const told = () =>
    hooks.map(
      ({ received }) =>
        received.filter(({ envelope }) => envelope.data.id === id).length,
    );
  assert.deepEqual(told(), Array(hooks.length).fill(1));

  edge.driveCron();
  await poll(() => allAre("DELIVERED"), "they were not found again", 20_000);
  await edge.stopCron();
  assert.deepEqual(told(), Array(hooks.length).fill(2));
});
