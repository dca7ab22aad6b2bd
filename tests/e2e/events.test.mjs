// @ts-check

import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { openCenter } from "./support/center.mjs";
import { useEdge } from "./support/edge.mjs";
import { assertProblem } from "./support/problems.mjs";
import { useReceiver } from "./support/receiver.mjs";

const WRITERS = 20;
const WRITES = 10;

// Without cron, so that the test can say when the old is removed.
const edge = await useEdge({ cron: false });
const receiver = await useReceiver();

test("who follows the feed sees every event once, in order, while many write", async () => {
  const { live, test: other } = await openCenter(edge);
  let writing = true;
  const followers = [1, 7, 200].map((limit) =>
    follow(live, `limit=${limit}`, () => writing),
  );
  const made = await Promise.all(
    Array.from({ length: WRITERS }, async () => {
      const trainees = [];
      for (let index = 0; index < WRITES; index += 1) {
        trainees.push(await live.trainee());
        if (index % 5 === 0) await other.trainee();
      }
      return trainees;
    }),
  ).finally(() => (writing = false));
  const feeds = await Promise.all(followers);

  const [whole] = feeds;
  for (const feed of feeds) assert.deepEqual(feed, whole);
  const told = whole.map(({ data }) => data.id);
  assert.equal(new Set(told).size, told.length, "a repeat");
  const ids = made.flat().map(({ id }) => id);
  assert.deepEqual([...told].sort(), ids.sort());
  // One writer waits for each answer, so that its events are in the order of its requests.
  for (const trainees of made) {
    const places = trainees.map(({ id }) => told.indexOf(id));
    assert.deepEqual(
      places,
      [...places].sort((a, b) => a - b),
    );
  }
});

test("an event is read as it was pushed, and when it is removed its late readers learn of it", async () => {
  const { live } = await openCenter(edge);
  const start = (await live.get("/events")).pagination.nextCursor;
  const hook = receiver.hook("/events");
  const endpoint = await live.endpoint(hook.url);
  await live.trainee();
  const { envelope } = await hook.until(() => true);
  const page = await live.get(`/events?cursor=${start}`);
  const [{ id, ...event }] = page.data;
  const { id: delivery, ...pushed } = envelope;
  assert.deepEqual(event, pushed);
  assert.ok(delivery.startsWith(id.replace("evt_", "del_")));

  const { nextCursor } = page.pagination;
  await edge.rewrite(
    "UPDATE events SET created_at = '2020-01-01T00:00:00.000Z'",
  );
  await edge.cronOnce();
  assertProblem(await live.send("GET", `/events?cursor=${start}`), "conflict", [
    "cursor",
  ]);
  const { data } = await live.get(`/events?cursor=${nextCursor}`);
  assert.deepEqual(data, []);
  const log = await live.all(`/webhook-endpoints/${endpoint.id}/deliveries`);
  assert.deepEqual(log, []);
});

/**
 * The events from the first on, until the writing is over and nothing is left.
 * @param {import("./support/center.mjs").Caller} caller
 * @param {string} query
 * @param {() => boolean} writing
 */
async function follow(caller, query, writing) {
  /** @type {any[]} */
  const seen = [];
  let cursor = "";
  for (;;) {
    const lastLook = !writing();
    const page = await caller.get(`/events?${query}${cursor}`);
    seen.push(...page.data);
    const { nextCursor, hasMore } = page.pagination;
    cursor = `&cursor=${nextCursor}`;
    if (lastLook && !hasMore) return seen;
    if (!hasMore) await sleep(20);
  }
}
