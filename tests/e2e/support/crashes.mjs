// @ts-check
// Kills the runtime again and again under a stream of writes, and then counts what reached the receiver.

import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { poll } from "../../../scripts/runtime.mjs";
import { openCenter } from "./center.mjs";
import { Edge } from "./edge.mjs";
import { MOODS, behaviour } from "./moods.mjs";
import { seeded } from "./random.mjs";
import { Receiver } from "./receiver.mjs";
import { assertContract } from "./signatures.mjs";
import { Writers, eventKey } from "./writers.mjs";

/** @typedef {import("./receiver.mjs").Hook} Hook */
/** @typedef {import("./center.mjs").Caller} Caller */
/** @typedef {import("./moods.mjs").Mood} Mood */
/** @typedef {{ id: string, hook: Hook, secret: string, mood: Mood }} Subscriber */

const EVENTS = [
  "trainee.created",
  "booking.created",
  "booking.updated",
  "booking.completed",
  "booking.cancelled",
];

/**
 * @param {object} options
 * @param {number} options.kills
 * @param {number} options.events confirmed at least
 * @param {number} options.seed
 * @param {(line: string) => void} options.say
 */
export async function surviveCrashes({ kills, events, seed, say }) {
  say(`${kills} kills, SEED=${seed}`);
  const random = seeded(seed);
  const edge = new Edge();
  const receiver = await Receiver.start();
  try {
    await edge.start();
    edge.driveCron();
    const { live } = await openCenter(edge);
    const subscribers = await subscribe(live, receiver);
    const writers = new Writers(live, seeded(seed + 1), 3);
    /** @type {number[]} */
    const killed = [];
    const { confirmed } = writers.ledger;
    while (killed.length < kills) {
      // Spread over all of the events, at any moment of a write and of what follows it.
      const share = (events - confirmed.size) / (kills - killed.length);
      await reached(confirmed, confirmed.size + random.below(2 * share));
      await sleep(random.below(500));
      writers.pause();
      await edge.kill9();
      killed.push(Date.now());
      await edge.start();
      writers.resume();
    }
    await reached(confirmed, events);
    await writers.stop();
    say(`${writers.ledger.confirmed.size} writes confirmed`);
    say(`${writers.ledger.unanswered} writes without an answer`);
    assert.deepEqual(writers.ledger.complaints, []);

    const ended = Date.now();
    // The local queue has one consumer, and what it held was lost at each kill.
    const patience = 60_000 + 150 * events;
    for (const { id } of subscribers) await settled(live, id, patience);
    say(`all deliveries settled after ${Date.now() - ended} ms`);
    const records = await allRecords(live);
    for (const subscriber of subscribers)
      assertComplete(subscriber, writers.ledger.confirmed, records);
    /** @type {Awaited<ReturnType<typeof assertLog>>[]} */
    const counts = [];
    for (const subscriber of subscribers)
      counts.push(await assertLog(live, subscriber, killed));
    const sum = (/** @type {keyof typeof counts[0]} */ name) =>
      counts.reduce((total, count) => total + count[name], 0);
    say(`${sum("deliveries")} deliveries, ${sum("repeated")} of them repeated`);
    say(`${sum("cutOff")} attempts interrupted, ${sum("late")} timed out`);
  } catch (error) {
    say(`SEED=${seed}; the runtime said:\n${edge.logs()}`);
    throw error;
  } finally {
    await edge.close();
    await receiver.close();
  }
}

/**
 * Waits until there are so many.
 * @param {{ size: number }} confirmed
 * @param {number} count
 */
function reached(confirmed, count) {
  return poll(
    () => confirmed.size >= count,
    "the writes do not get on",
    120_000,
  );
}

/**
 * @param {Caller} live
 * @param {Receiver} receiver
 */
async function subscribe(live, receiver) {
  /** @type {Subscriber[]} */
  const subscribers = [];
  // More than one request may serve, so that the queue is killed too.
  for (const mood of MOODS) {
    const hook = receiver.hook(`/${mood.name}`, behaviour(mood));
    const { id, secret } = await live.endpoint(hook.url, { events: EVENTS });
    subscribers.push({ id, hook, secret, mood });
  }
  return subscribers;
}

/**
 * Waits until the endpoint has no open delivery left.
 * @param {Caller} live
 * @param {string} endpoint
 * @param {number} patience ms
 */
async function settled(live, endpoint, patience) {
  for (const status of ["PENDING", "RETRYING"]) {
    const path = `/webhook-endpoints/${endpoint}/deliveries?limit=1&status=`;
    await poll(
      async () => (await live.get(path + status)).data.length === 0,
      `there are ${status} deliveries left`,
      patience,
    );
  }
}

/** @param {Caller} live */
async function allRecords(live) {
  const records = new Map();
  for (const record of await live.all("/trainees"))
    records.set(record.id, { kind: "trainee", record });
  for (const record of await live.all("/bookings"))
    records.set(record.id, { kind: "booking", record });
  return records;
}

/**
 * Every event of every committed write came, and none of a write that was not committed.
 * @param {Subscriber} subscriber
 * @param {Map<string, any>} confirmed
 * @param {Map<string, { kind: string, record: any }>} records
 */
function assertComplete({ hook, secret }, confirmed, records) {
  /** @type {Map<string, any>} */
  const told = new Map();
  for (const received of hook.received) {
    const { type, data } = assertContract(received, secret);
    const { changedFields, ...record } = data;
    told.set(eventKey(type, record), record);
    const stored = records.get(record.id);
    assert.ok(stored, `a ${type} of a record that does not exist`);
    assert.ok(
      record.updatedAt <= stored.record.updatedAt,
      "an event without a write",
    );
  }
  for (const [key, record] of confirmed)
    assert.deepEqual(told.get(key), record, `${key} was confirmed`);
  for (const { kind, record } of records.values()) {
    const created = `${kind}.created ${record.id} ${record.createdAt}`;
    assert.ok(told.has(created), `${created} is in the listing`);
    const last = eventKey(lastEvent(kind, record), record);
    assert.deepEqual(told.get(last), record, `${last} is in the listing`);
  }
}

/**
 * The type of the event for the record's current state.
 * @param {string} kind
 * @param {any} record
 */
function lastEvent(kind, { status, createdAt, updatedAt }) {
  if (createdAt === updatedAt) return `${kind}.created`;
  if (status === "COMPLETED") return "booking.completed";
  return status === "CANCELLED" ? "booking.cancelled" : `${kind}.updated`;
}

/** A lease's length: an attempt that a kill cuts off began at most this long before it, and a start-up. */
const LEASE = 6_000 + 2_000;

/**
 * The delivery log agrees with the receiver, and repetitions come from nothing but what was in flight at a kill.
 * @param {Caller} live
 * @param {Subscriber} subscriber
 * @param {number[]} killed
 */
async function assertLog(live, { id, hook, mood }, killed) {
  const counts = { deliveries: 0, repeated: 0, cutOff: 0, late: 0 };
  /** @type {Map<string, number>} */
  const arrivals = new Map();
  for (const { envelope } of hook.received)
    arrivals.set(envelope.id, (arrivals.get(envelope.id) ?? 0) + 1);
  for (const delivery of await live.all(
    `/webhook-endpoints/${id}/deliveries`,
  )) {
    const { attempts } = delivery;
    const said = JSON.stringify(delivery);
    assert.equal(delivery.status, mood.end, said);
    /** @param {string} outcome */
    const count = (outcome) =>
      attempts.filter((/** @type {any} */ one) => one.outcome === outcome)
        .length;
    const [cutOff, late] = [count("interrupted"), count("timeout")];
    const answered = count("success") + count("status");
    const came = arrivals.get(delivery.id) ?? 0;
    arrivals.delete(delivery.id);
    assert.equal(count("success"), mood.end === "DELIVERED" ? 1 : 0, said);
    assert.ok(attempts.length - cutOff <= 5, said);
    for (const { outcome, startedAt } of attempts) {
      const began = Date.parse(startedAt);
      const wasCutOff = killed.some((at) => began <= at && at <= began + LEASE);
      assert.ok(outcome !== "interrupted" || wasCutOff, said);
    }
    // Each request belongs to an attempt in the log; each attempt that got an answer is a request.
    assert.ok(came >= answered, `came ${came} times: ${said}`);
    // An attempt tries once more where its connection breaks.
    const again = Number(mood.name === "breaks-off-at-first");
    assert.ok(came <= attempts.length + again, `came ${came} times: ${said}`);
    counts.deliveries += 1;
    counts.repeated += Number(came > attempts.length - cutOff + again);
    counts.cutOff += cutOff;
    counts.late += late;
  }
  assert.deepEqual([...arrivals], [], "all that came is in the log");
  return counts;
}
