// @ts-check
// When attempts came, against when they should have come.

import assert from "node:assert/strict";

/**
 * By the receiver's clock: never before the wait, and at most 10 % and 2 s behind it.
 * @param {number[]} waits seconds
 * @param {number[]} times of the attempts
 * @param {number} duration of an attempt
 */
export function assertSchedule(waits, times, duration) {
  for (const [index, wait] of waits.entries()) {
    const gap = times[index + 1] - times[index] - duration;
    // Clocks are read in milliseconds, before and behind the way between the two.
    assert.ok(gap >= 1_000 * wait - 25, `waited ${gap} ms, not ${wait} s`);
    assert.ok(gap <= 1_100 * wait + 2_000, `waited ${gap} ms, not ${wait} s`);
  }
}

/**
 * The same by the delivery log.
 * @param {number[]} waits seconds
 * @param {{ startedAt: string, durationMs: number }[]} attempts
 */
export function assertLog(waits, attempts) {
  assert.equal(attempts.length, waits.length + 1);
  for (const [index, wait] of waits.entries()) {
    const { startedAt, durationMs } = attempts[index];
    const end = Date.parse(startedAt) + durationMs;
    const gap = Date.parse(attempts[index + 1].startedAt) - end;
    assert.ok(gap >= 1_000 * wait, `waited ${gap} ms, not ${wait} s`);
    assert.ok(gap <= 1_100 * wait + 2_000, `waited ${gap} ms, not ${wait} s`);
  }
}
