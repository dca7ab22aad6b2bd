// @ts-check
// How long events wait for their first attempt, beside endpoints that hang or not.

import { setTimeout as sleep } from "node:timers/promises";
import { openCenter } from "./center.mjs";
import { Edge } from "./edge.mjs";
import { Receiver } from "./receiver.mjs";

/** Each event goes to every endpoint: fifty deliveries a second, which the local runtime can make. */
const MS_PER_ENDPOINT = 20;
/** Events before it is measured: the local queue has one consumer, which waits for timeouts until it knows who hangs. */
const WARM_UP = 15;

/**
 * A runtime of its own with a steady stream of events; the 95th percentile, in ms from the event to the request, of
 * what the half of the endpoints that never hangs got for the first time.
 * @param {object} options
 * @param {number} options.endpoints
 * @param {boolean} options.hanging whether the other half hangs
 * @param {number} options.events how many are measured, behind a warm-up
 */
export async function p95OfHalf({ endpoints, hanging, events }) {
  const edge = new Edge();
  const receiver = await Receiver.start();
  try {
    await edge.start();
    edge.driveCron();
    const { live } = await openCenter(edge);
    const hooks = [];
    for (let index = 0; index < endpoints; index += 1) {
      const hangs = hanging && index % 2 === 0;
      const hook = receiver.hook(`/${index}`, () =>
        hangs ? "hang" : { status: 200 },
      );
      await live.endpoint(hook.url, { events: ["trainee.created"] });
      if (index % 2 === 1) hooks.push(hook);
    }
    const every = MS_PER_ENDPOINT * endpoints;
    await stream(live, WARM_UP, every);
    const measured = await stream(live, events, every);
    await sleep(1_000);
    const end = Date.now();
    const waits = hooks.flatMap(({ received }) =>
      measured.map(({ id, createdAt }) => {
        const first = received.find(({ envelope }) => envelope.data.id === id);
        return (first?.at ?? end) - Date.parse(createdAt);
      }),
    );
    waits.sort((one, other) => one - other);
    return waits[Math.floor(waits.length * 0.95)];
  } finally {
    await edge.close();
    await receiver.close();
  }
}

/**
 * @param {import("./center.mjs").Caller} live
 * @param {number} events
 * @param {number} every ms
 */
async function stream(live, events, every) {
  const made = [];
  for (let index = 0; index < events; index += 1) {
    made.push(live.trainee());
    await sleep(every);
  }
  return Promise.all(made);
}
