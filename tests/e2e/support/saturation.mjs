// @ts-check
// A sender with more to send than it can, and receivers that answer at once.

import { setTimeout as sleep } from "node:timers/promises";
import { poll } from "../../../scripts/runtime.mjs";
import { openCenter } from "./center.mjs";
import { Edge } from "./edge.mjs";
import { Receiver } from "./receiver.mjs";

const CENTERS = 4;
/** Of each center, as the next. */
const ENDPOINTS = 11;
/** Each with the next event as soon as the last one is written. */
const WRITERS = 16;

/**
 * Writes without a pause for so long, and waits until everything has come; what the delivery log then says.
 * @param {{ seconds: number, say: (line: string) => void }} options
 */
export async function saturate({ seconds, say }) {
  const edge = new Edge({ DELIVERY_TIMEOUT_MS: "5000", CRON_SECONDS: "5" });
  const receiver = await Receiver.start();
  try {
    await edge.start();
    edge.driveCron();
    /** @type {import("./receiver.mjs").Hook[]} */
    const hooks = [];
    const callers = [];
    for (let center = 0; center < CENTERS; center += 1) {
      const { live } = await openCenter(edge);
      for (let index = 0; index < ENDPOINTS; index += 1) {
        const hook = receiver.hook(`/${center}/${index}`);
        await live.endpoint(hook.url, { events: ["trainee.created"] });
        hooks.push(hook);
      }
      callers.push(...Array(WRITERS).fill(live));
    }
    let written = 0;
    const end = Date.now() + 1_000 * seconds;
    const write = async (/** @type {import("./center.mjs").Caller} */ live) => {
      for (; Date.now() < end; written += 1) await live.trainee();
    };
    await Promise.all(callers.map(write));
    const received = () =>
      hooks.reduce((sum, hook) => sum + hook.received.length, 0);
    const wanted = written * ENDPOINTS;
    say(`${received()} of ${wanted} came within ${seconds} s`);
    const patience = 60_000 + 20 * wanted;
    await poll(() => received() >= wanted, "not all came", patience);
    say(`the last one came ${Date.now() - end} ms later`);
    // The last results are written behind the last answers.
    await sleep(2_000);
    await edge.stopCron();
    return await edge.look(
      `SELECT (SELECT count(*) FROM deliveries WHERE status <> 'DELIVERED') AS open,
        (SELECT count(*) FROM attempts) - ${wanted} AS again,
        (SELECT count(*) FROM attempts WHERE outcome = 'timeout') AS timeouts,
        (SELECT count(*) FROM webhook_endpoints WHERE slow_until IS NOT NULL) AS slow,
        (SELECT max(duration_ms) FROM attempts) AS longest`,
    );
  } finally {
    await edge.close();
    await receiver.close();
  }
}
