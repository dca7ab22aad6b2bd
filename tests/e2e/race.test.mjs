// @ts-check

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { poll } from "../../scripts/runtime.mjs";
import { openCenter, someBooking, someTrainee } from "./support/center.mjs";
import { useEdge } from "./support/edge.mjs";
import { assertProblem } from "./support/problems.mjs";
import { useReceiver } from "./support/receiver.mjs";

// Long enough that no delivery is repeated, on a busy machine either.
const edge = await useEdge({ vars: { DELIVERY_TIMEOUT_MS: "5000" } });
const receiver = await useReceiver();

test("of two equal transitions at once one is done and told, and the other refused", async () => {
  const { live } = await openCenter(edge);
  const { id: traineeId } = await live.trainee();
  const bookings = await allAtOnce(100, () =>
    live.booking({ traineeIds: [traineeId] }),
  );
  const hook = receiver.hook("/transitions");
  const endpoint = await live.endpoint(hook.url);

  const pairs = await allAtOnce(100, (index) => {
    const path = `/bookings/${bookings[index].id}/start`;
    const start = () => live.send("POST", path, { json: {} });
    return Promise.all([start(), start()]);
  });
  for (const answers of pairs) {
    const [won, lost] = answers.sort((a, b) => a.status - b.status);
    assert.equal(won.status, 200, won.text);
    assert.equal(won.body.status, "IN_PROGRESS");
    assertProblem(lost, "invalid_transition");
    assert.match(lost.body.detail, /IN_PROGRESS/);
  }
  await assertToldOnce(
    live,
    endpoint,
    hook,
    pairs.map(([won]) => won.body),
  );
});

test("of two changes that exclude each other one is done and told, and the other refused", async () => {
  const { live } = await openCenter(edge);
  const trainees = await allAtOnce(20, () => live.trainee());
  const hook = receiver.hook("/exclusive");
  const endpoint = await live.endpoint(hook.url);

  const pairs = await allAtOnce(20, (index) => {
    const path = `/trainees/${trainees[index].id}`;
    const json = {};
    return Promise.all([
      live.send("POST", `${path}/graduate`, { json }),
      live.send("POST", `${path}/terminate`, { json }),
    ]);
  });
  for (const answers of pairs) {
    const [won, lost] = answers.sort((a, b) => a.status - b.status);
    assert.equal(won.status, 200, won.text);
    assertProblem(lost, "invalid_transition");
    assert.ok(lost.body.detail.includes(won.body.status), lost.text);
  }
  await assertToldOnce(
    live,
    endpoint,
    hook,
    pairs.map(([won]) => won.body),
  );
});

test("of two bookings of one simulator at once one is made and told, and the other refused", async () => {
  const { live } = await openCenter(edge);
  const { id: traineeId } = await live.trainee();
  const hook = receiver.hook("/creates");
  const endpoint = await live.endpoint(hook.url);

  const pairs = await allAtOnce(20, () => {
    const simulatorId = randomUUID();
    const create = (/** @type {string} */ startAt) => {
      const json = someBooking({
        simulatorId,
        startAt,
        traineeIds: [traineeId],
      });
      return live.send("POST", "/bookings", { json });
    };
    // They only overlap: no uniqueness of a column would do.
    return Promise.all([
      create("2031-06-02T13:00:00Z"),
      create("2031-06-02T14:30:00Z"),
    ]);
  });
  for (const answers of pairs) {
    const [made, refused] = answers.sort((a, b) => a.status - b.status);
    assert.equal(made.status, 201, made.text);
    assertProblem(refused, "conflict", ["simulatorId"]);
  }
  const made = pairs.map(([won]) => won.body);
  await assertToldOnce(live, endpoint, hook, made);
  assert.equal((await live.all("/bookings")).length, pairs.length);
});

test("of two trainees with one email at once one is made and told, and the other refused", async () => {
  const { live } = await openCenter(edge);
  const hook = receiver.hook("/emails");
  const endpoint = await live.endpoint(hook.url);

  const pairs = await allAtOnce(20, (index) => {
    const create = (/** @type {string} */ email) => {
      const json = someTrainee({ email });
      return live.send("POST", "/trainees", { json });
    };
    return Promise.all([
      create(`same-${index}@example.com`),
      create(`SAME-${index}@example.com`),
    ]);
  });
  for (const answers of pairs) {
    const [made, refused] = answers.sort((a, b) => a.status - b.status);
    assert.equal(made.status, 201, made.text);
    assertProblem(refused, "conflict", ["email"]);
  }
  const made = pairs.map(([won]) => won.body);
  await assertToldOnce(live, endpoint, hook, made);
});

/**
 * All at once.
 * @template T
 * @param {number} count
 * @param {(index: number) => Promise<T>} make
 */
function allAtOnce(count, make) {
  return Promise.all(Array.from({ length: count }, (_, index) => make(index)));
}

/**
 * One event for each of the records, delivered once, and nothing else.
 * @param {import("./support/center.mjs").Caller} live
 * @param {{ id: string }} endpoint
 * @param {import("./support/receiver.mjs").Hook} hook
 * @param {any[]} records
 */
async function assertToldOnce(live, { id }, hook, records) {
  const log = () => live.all(`/webhook-endpoints/${id}/deliveries`);
  await poll(
    async () => (await log()).every(({ status }) => status === "DELIVERED"),
    "not all was delivered",
    20_000,
  );
  assert.equal((await log()).length, records.length);
  assert.equal(hook.received.length, records.length);
  const told = hook.received.map(({ envelope }) => {
    const { changedFields, ...record } = envelope.data;
    return record;
  });
  const byId = (/** @type {any} */ a, /** @type {any} */ b) =>
    a.id < b.id ? -1 : 1;
  assert.deepEqual(told.sort(byId), [...records].sort(byId));
}
