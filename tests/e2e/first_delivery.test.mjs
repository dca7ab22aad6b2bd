// @ts-check

import assert from "node:assert/strict";
import { test } from "node:test";
import { poll } from "../../scripts/runtime.mjs";
import { allLanguages, verifyWithSnippets } from "../receivers/run.mjs";
import { openCenter } from "./support/center.mjs";
import { useEdge } from "./support/edge.mjs";
import { useReceiver } from "./support/receiver.mjs";
import { assertContract } from "./support/signatures.mjs";

// Without cron: a first delivery needs none.
const edge = await useEdge({ cron: false });
const receiver = await useReceiver();

const NOTES =
  'Café, naïve, Ωmega, 日本語, ✈️🛫👩‍✈️, \u2028, "quoted", \\ and </script>\ttab';

test("a created booking arrives within two seconds, as documented", async () => {
  const { id: centerId, live } = await openCenter(edge);
  const hook = receiver.hook("/created");
  const { secret } = await live.endpoint(hook.url, {
    events: ["booking.created"],
  });
  assert.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
  const { id: traineeId } = await live.trainee();

  const asked = Date.now();
  const booking = await live.booking({ traineeIds: [traineeId], notes: NOTES });
  const received = await hook.until(() => true);
  assert.ok(received.at - asked < 2_000, `${received.at - asked} ms`);

  const envelope = assertContract(received, secret);
  assert.equal(envelope.type, "booking.created");
  assert.equal(envelope.centerId, centerId);
  assert.equal(envelope.createdAt, booking.createdAt);
  assert.deepEqual(envelope.data, booking);
  assert.deepEqual(envelope.data, await live.get(`/bookings/${booking.id}`));
  assert.equal(envelope.data.notes, NOTES);

  const path = `/webhook-deliveries/${envelope.id}`;
  await poll(
    async () => (await live.get(path)).status === "DELIVERED",
    "the delivery was not recorded as DELIVERED",
    5_000,
  );
  const { attempts, ...delivery } = await live.get(path);
  assert.equal(delivery.type, "booking.created");
  assert.equal(delivery.nextAttemptAt, null);
  assert.equal(attempts.length, 1);
  assert.equal(attempts[0].number, 1);
  assert.equal(attempts[0].outcome, "success");
  assert.equal(attempts[0].responseStatus, 200);
  assert.equal(hook.received.length, 1);
});

test("each change of a record is told once, under its own type", async () => {
  const { live } = await openCenter(edge);
  const hook = receiver.hook("/story");
  const cancelled = receiver.hook("/story/cancelled");
  const { secret } = await live.endpoint(hook.url);
  await live.endpoint(cancelled.url, { events: ["booking.cancelled"] });

  const trainee = await live.trainee();
  await live.patch(`/trainees/${trainee.id}`, { courseCode: "B737-TYPE" });
  const traineeIds = [trainee.id];
  const one = await live.booking({ traineeIds });
  await live.patch(`/bookings/${one.id}`, { notes: NOTES });
  await live.patch(`/bookings/${one.id}`, { notes: NOTES });
  await live.advance(`/bookings/${one.id}/start`);
  const completed = await live.advance(`/bookings/${one.id}/complete`);
  const other = await live.booking({ traineeIds });
  const reason = { cancelReason: "Simulator down: motion 🛠️" };
  const ended = await live.advance(`/bookings/${other.id}/cancel`, reason);

  const last = (/** @type {any} */ { envelope }) =>
    envelope.type === "booking.cancelled";
  await hook.until(last);
  await cancelled.until(last);
  await poll(() => hook.received.length >= 8, "not all events arrived");

  const told = hook.received.map((received) =>
    assertContract(received, secret),
  );
  assert.deepEqual(countTypes(told), {
    "booking.cancelled": 1,
    "booking.completed": 1,
    "booking.created": 2,
    "booking.updated": 2,
    "trainee.created": 1,
    "trainee.updated": 1,
  });
  const of = (/** @type {string} */ type) =>
    told.filter((event) => event.type === type).map(({ data }) => data);
  assert.deepEqual(of("booking.completed"), [completed]);
  assert.deepEqual(of("booking.cancelled"), [ended]);
  assert.ok(of("trainee.updated")[0].changedFields.includes("courseCode"));
  const started = of("booking.updated").find(
    ({ status }) => status === "IN_PROGRESS",
  );
  for (const field of ["status", "actualStartAt"])
    assert.ok(started.changedFields.includes(field), started.changedFields);
  assert.deepEqual(
    cancelled.received.map(({ envelope }) => envelope.type),
    ["booking.cancelled"],
  );
});

/** @param {{ type: string }[]} events */
function countTypes(events) {
  /** @type {Record<string, number>} */
  const counts = {};
  for (const { type } of events) counts[type] = (counts[type] ?? 0) + 1;
  return Object.fromEntries(Object.entries(counts).sort());
}

test("captured deliveries verify with all documented snippets and the npm package", async (t) => {
  const { live } = await openCenter(edge);
  const hook = receiver.hook("/snippets");
  const { secret } = await live.endpoint(hook.url);
  const { id } = await live.trainee({ lastName: "Ōkafor-Łuč 🛩️" });
  await live.booking({ traineeIds: [id], notes: NOTES });
  await live.booking({ traineeIds: [id], notes: null });
  await poll(() => hook.received.length >= 3, "not all deliveries arrived");

  const genuine = hook.received.map(({ body, headers }) => ({
    body: body.toString("base64"),
    signature: headers["x-aviationalley-signature"],
    secret,
  }));
  const forged = hook.received.map(({ body, headers }) => ({
    body: Buffer.from(`${body} `).toString("base64"),
    signature: headers["x-aviationalley-signature"],
    secret,
  }));
  const verdicts = await verifyWithSnippets([...genuine, ...forged]);
  const expected = [...genuine.map(() => true), ...forged.map(() => false)];
  for (const language of allLanguages) {
    if (verdicts[language]) assert.deepEqual(verdicts[language], expected);
    else t.diagnostic(`${language} cannot run here`);
  }
  assert.deepEqual(verdicts.node, expected);

  const name = "@aviationalley/webhooks";
  const sdk = await import(name).catch(() => undefined);
  if (!sdk) return t.diagnostic(`${name} is not built`);
  for (const [index, { body, signature }] of [
    ...genuine,
    ...forged,
  ].entries()) {
    const bytes = Buffer.from(body, "base64");
    assert.equal(sdk.verify(bytes, signature, secret), expected[index]);
  }
});

test("an event stays in its center and its environment", async () => {
  const [ours, theirs] = [await openCenter(edge), await openCenter(edge)];
  const callers = [ours.live, ours.test, theirs.live, theirs.test];
  const hooks = [];
  for (const [index, caller] of callers.entries()) {
    const hook = receiver.hook(`/tenants/${index}`);
    hooks.push(hook);
    const { secret } = await caller.endpoint(hook.url);
    const trainee = await caller.trainee();
    const received = await hook.until(() => true);
    assert.deepEqual(assertContract(received, secret).data, trainee);
  }
  for (const [index, hook] of hooks.entries()) {
    assert.equal(hook.received.length, 1, hook.summary());
    assert.equal(hook.received[0].envelope.centerId, callers[index].center);
    const { data } = await callers[index].get("/trainees");
    assert.deepEqual(data, [hook.received[0].envelope.data]);
  }
});

test("more endpoints than one request may serve all get their first attempt at once", async () => {
  const { live } = await openCenter(edge);
  const hooks = Array.from({ length: 8 }, (_, index) =>
    receiver.hook(`/eight/${index}`),
  );
  /** @type {string[]} */
  const secrets = [];
  for (const { url } of hooks) secrets.push((await live.endpoint(url)).secret);
  assert.equal(new Set(secrets).size, hooks.length);

  const asked = Date.now();
  const trainee = await live.trainee();
  const ids = new Set();
  for (const [index, hook] of hooks.entries()) {
    const received = await hook.until(() => true, 5_000);
    assert.ok(received.at - asked < 2_000, `${received.at - asked} ms`);
    const envelope = assertContract(received, secrets[index]);
    assert.deepEqual(envelope.data, trainee);
    ids.add(envelope.id);
  }
  assert.equal(ids.size, hooks.length, "each endpoint has a delivery id");
});
