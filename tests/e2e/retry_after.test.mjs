// @ts-check
// A receiver that asks for time by `Retry-After` (RFC 9110, section 10.2.3), by that receiver's own clock.

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { openCenter } from "./support/center.mjs";
import { useEdge } from "./support/edge.mjs";
import { useReceiver } from "./support/receiver.mjs";
import { assertSchedule } from "./support/schedule.mjs";

/** Seconds of the schedule before the second attempt. */
const SCHEDULED = 1;
const edge = await useEdge({ vars: { RETRY_SCHEDULE: `${SCHEDULED},1,2,2` } });
const receiver = await useReceiver();

/** The first whole second that is so many seconds ahead: a date has no parts of one. */
const dateIn = (/** @type {number} */ seconds) =>
  1_000 * Math.ceil(Date.now() / 1_000 + seconds);

/**
 * What the first attempt is answered, and the seconds that the second then has to wait.
 * @type {Record<string, () => { status: number, retryAfter: string, wait: number }>}
 */
const ANSWERS = {
  "later in seconds": () => ({ status: 503, retryAfter: "4", wait: 4 }),
  "later as a date": () => {
    const date = dateIn(4);
    const retryAfter = new Date(date).toUTCString();
    return { status: 429, retryAfter, wait: (date - Date.now()) / 1_000 };
  },
  // The schedule is the least, and a day the most, that anybody waits.
  sooner: () => ({ status: 503, retryAfter: "0", wait: SCHEDULED }),
  "in the past": () => ({
    status: 503,
    retryAfter: new Date(dateIn(-60)).toUTCString(),
    wait: SCHEDULED,
  }),
  "in two days": () => ({
    status: 503,
    retryAfter: `${2 * 24 * 60 * 60}`,
    wait: SCHEDULED,
  }),
};

describe("the second attempt, where the receiver asks to be tried again", () => {
  /** @type {Record<string, { hook: import("./support/receiver.mjs").Hook, wait: number }>} */
  const cases = {};

  before(async () => {
    const { live } = await openCenter(edge);
    for (const [name, answer] of Object.entries(ANSWERS)) {
      const path = `/${name.replaceAll(" ", "-")}`;
      const hook = receiver.hook(path, (_, count) => {
        if (count > 1) return { status: 204 };
        const { status, retryAfter, wait } = answer();
        cases[name].wait = wait;
        return { status, headers: { "retry-after": retryAfter } };
      });
      cases[name] = { hook, wait: NaN };
      await live.endpoint(hook.url, { events: ["trainee.created"] });
    }
    await live.trainee();
  });

  for (const name of Object.keys(ANSWERS))
    test(`${name}, comes when it should`, async () => {
      const { hook } = cases[name];
      await hook.until(({ at }) => at > hook.received[0].at, 15_000);
      const times = hook.received.map(({ at }) => at);
      assertSchedule([cases[name].wait], times, 0);
      assert.equal(times.length, 2);
    });
});
