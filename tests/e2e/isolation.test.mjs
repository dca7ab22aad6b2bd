// @ts-check

import assert from "node:assert/strict";
import { test } from "node:test";
import { FAST } from "./support/edge.mjs";
import { p95OfHalf } from "./support/isolation.mjs";

test("receivers that hang delay no others", async (t) => {
  const p95 = await p95OfHalf({ endpoints: 20, hanging: true, events: 15 });
  t.diagnostic(`p95 ${p95} ms`);
  // Who waits behind one that hangs waits for its timeout at least; isolation.torture.mjs measures more closely.
  assert.ok(p95 < Number(FAST.DELIVERY_TIMEOUT_MS), `${p95} ms`);
});
