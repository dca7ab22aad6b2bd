// @ts-check
// Minutes long: `TORTURE=1 scripts/node.sh --test tests/e2e/isolation.torture.mjs`.

import assert from "node:assert/strict";
import { test } from "node:test";
import { p95OfHalf } from "./support/isolation.mjs";

/** Each on a fresh runtime, in turns, so that a busy machine disturbs both sides alike. */
const ROUNDS = Number(process.env.ROUNDS ?? 5);
const SIZE = { endpoints: 100, events: 20 };

/** @param {number[]} numbers */
const median = (numbers) =>
  numbers.toSorted((one, other) => one - other)[numbers.length >> 1];

test(
  "beside fifty hanging endpoints the other fifty wait no longer than without",
  { skip: process.env.TORTURE === "1" ? false : "set TORTURE=1" },
  async (t) => {
    /** @type {number[]} */
    const beside = [];
    /** @type {number[]} */
    const alone = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      alone.push(await p95OfHalf({ ...SIZE, hanging: false }));
      beside.push(await p95OfHalf({ ...SIZE, hanging: true }));
      t.diagnostic(`p95 ${alone[round]} ms, ${beside[round]} ms beside`);
    }
    const ratio = median(beside) / median(alone);
    t.diagnostic(`medians: ${median(alone)} ms, ${median(beside)} ms beside`);
    assert.ok(ratio <= 1.5, `${ratio.toFixed(2)} times as long`);
  },
);
