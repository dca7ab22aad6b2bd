// @ts-check
// A center under attack and its neighbour: what the neighbour feels of it.

import assert from "node:assert/strict";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { fillCenter } from "../../../scripts/dev/center/fill.mjs";
import { openCenter } from "./center.mjs";
import { Edge, FAST } from "./edge.mjs";
import { Receiver } from "./receiver.mjs";

/** @typedef {import("./center.mjs").Caller} Caller */
/** @typedef {import("./attacker.mjs").Result} Result */

const CONNECTIONS = 64;
const ENDPOINTS = 100;
const DAY = 24 * 3_600_000;
const CRON_SECONDS = 5;

/** What a neighbour felt in some span of time, in ms. */
class Felt {
  /** @type {number[]} */
  gets = [];
  /** From an event to its delivery. @type {number[]} */
  deliveries = [];
  /** From a record that is due to the delivery of its clock's event. @type {number[]} */
  clocks = [];

  get p95() {
    return quantile(this.gets, 0.95);
  }
}

/**
 * @param {number[]} numbers
 * @param {number} share
 */
export function quantile(numbers, share) {
  const sorted = numbers.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/**
 * @param {object} options
 * @param {number} options.quiet seconds without the attack
 * @param {number} options.seconds of the attack
 * @param {number} options.due records of the attacker that the clocks have to move
 * @param {(line: string) => void} options.say
 */
export async function besideAHostileTenant({ quiet, seconds, due, say }) {
  const edge = new Edge({ CRON_SECONDS: `${CRON_SECONDS}` });
  const receiver = await Receiver.start();
  try {
    await edge.start();
    edge.driveCron();
    const neighbour = (await openCenter(edge)).live;
    const hook = receiver.hook("/neighbour");
    await neighbour.endpoint(hook.url);
    await live(neighbour, hook, 3);
    const before = await live(neighbour, hook, quiet);

    const attacker = (await openCenter(edge)).live;
    const stored = await prepare(edge, attacker, receiver, due);
    say(`${due} records of the attacker are due, ${ENDPOINTS} endpoints wait`);
    const { body: document } = await edge.send("GET", "/api/v1/openapi.json");
    const thread = new Worker(new URL("attacker.mjs", import.meta.url), {
      workerData: {
        url: `${edge.url}/api/v1`,
        token: attacker.token,
        document,
        stored,
        connections: CONNECTIONS,
        until: Date.now() + seconds * 1_000,
      },
    });
    const ended = once(thread, "message");
    const during = await live(neighbour, hook, seconds);
    const [result] = /** @type {[Result]} */ (await ended);
    await thread.terminate();
    return { before, during, result, logs: edge.logs() };
  } finally {
    await edge.close();
    await receiver.close();
  }
}

/**
 * A full center, its hundred endpoints, and records that are due; gives items of every list.
 * @param {Edge} edge
 * @param {Caller} attacker
 * @param {Receiver} receiver
 * @param {number} due
 */
async function prepare(edge, attacker, receiver, due) {
  await fillCenter(edge.url, attacker.token);
  await inLanes(due, 8, (index) =>
    attacker.create("/compliance-items", {
      title: `Evaluation ${index}`,
      category: "NSP",
      dueAt: new Date(Date.now() - 300 * DAY).toISOString(),
    }),
  );
  await inLanes(ENDPOINTS, 8, (index) =>
    attacker.endpoint(receiver.hook(`/attacker/${index}`).url),
  );
  const { body: document } = await edge.send("GET", "/api/v1/openapi.json");
  /** @type {Record<string, any[]>} */
  const stored = {};
  for (const path of Object.keys(document.paths)) {
    const [, first, ...rest] = path.split("/");
    if (!first || first === "admin" || rest.length > 0) continue;
    const answer = await attacker.send("GET", `/${first}?limit=100`);
    if (answer.status === 200) stored[first] = answer.body.data ?? [];
  }
  const [endpoint] = stored["webhook-endpoints"];
  const deliveries = await attacker.get(
    `/webhook-endpoints/${endpoint.id}/deliveries`,
  );
  stored["webhook-deliveries"] = deliveries.data;
  return stored;
}

/**
 * @param {number} count
 * @param {number} lanes
 * @param {(index: number) => Promise<unknown>} work
 */
async function inLanes(count, lanes, work) {
  let next = 0;
  const lane = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

/**
 * The neighbour's life: ten reads a second, a write each second, and a record that is due each five.
 * @param {Caller} neighbour
 * @param {import("./receiver.mjs").Hook} hook
 * @param {number} seconds
 */
async function live(neighbour, hook, seconds) {
  const felt = new Felt();
  const { id } = await neighbour.trainee();
  const end = Date.now() + seconds * 1_000;
  /** @param {number} every ms @param {() => Promise<void>} action */
  const repeat = async (every, action) => {
    const running = [];
    for (let at = Date.now(); at < end; at += every) {
      await sleep(Math.max(0, at - Date.now()));
      running.push(action());
    }
    await Promise.all(running);
  };
  await Promise.all([
    repeat(100, async () => {
      const began = performance.now();
      await neighbour.get(`/trainees/${id}`);
      felt.gets.push(performance.now() - began);
    }),
    repeat(1_000, async () => {
      const made = await neighbour.trainee();
      felt.deliveries.push(await waitFor(hook, "trainee.created", made));
    }),
    repeat(5_000, async () => {
      const made = await neighbour.create("/compliance-items", {
        title: "Yearly evaluation",
        category: "NSP",
        dueAt: new Date(Date.now() - DAY).toISOString(),
      });
      felt.clocks.push(await waitFor(hook, "compliance.overdue", made));
    }),
  ]);
  return felt;
}

/**
 * @param {import("./receiver.mjs").Hook} hook
 * @param {string} type
 * @param {any} record
 */
async function waitFor(hook, type, { id, createdAt }) {
  const { at } = await hook.until(
    ({ envelope }) => envelope.type === type && envelope.data.id === id,
    60_000,
  );
  return at - Date.parse(createdAt);
}

/** The longest that a clock's event may take: the scheduled handler's interval, its run, and the delivery. */
export const CLOCK_IN_TIME = (2 * CRON_SECONDS + 2) * 1_000;
/** The longest that a first attempt may take: less than it would wait behind one timeout. */
export const DELIVERY_IN_TIME = 2 * Number(FAST.DELIVERY_TIMEOUT_MS);

/** The largest answer, in bytes. */
const LARGEST = 2 * 1024 * 1024;
/**
 * @param {Parameters<typeof besideAHostileTenant>[0]} options
 * @returns how many times as long as before a read took, at p95
 */
export async function assertUnharmed(options) {
  const { before, during, result, logs } = await besideAHostileTenant(options);
  const { say } = options;
  const longest = (/** @type {number[]} */ times) => Math.max(...times);
  say(`${result.sent} requests: ${JSON.stringify(result.statuses)}`);
  say(
    `largest answer: ${result.largest.bytes} bytes, ${result.largest.request}`,
  );
  say(`never accepted: ${result.neverAccepted.join(", ") || "none"}`);
  say(
    `a read's p95: ${before.p95.toFixed(1)} ms quiet, ${during.p95.toFixed(1)} ms beside`,
  );
  say(
    `deliveries: ${longest(during.deliveries)} ms, clocks: ${longest(during.clocks)} ms at most`,
  );
  assert.deepEqual(result.broken, [], logs);
  assert.ok(result.largest.bytes <= LARGEST, result.largest.request);
  assert.ok(longest(during.deliveries) <= DELIVERY_IN_TIME);
  assert.ok(longest(during.clocks) <= CLOCK_IN_TIME);
  return during.p95 / before.p95;
}
