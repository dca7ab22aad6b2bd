// @ts-check

import assert from "node:assert/strict";
import { test } from "node:test";
import { saturate } from "./support/saturation.mjs";

test("a sender that is busy blames no receiver, and everything comes", async (t) => {
  const log = await saturate({ seconds: 5, say: (line) => t.diagnostic(line) });
  t.diagnostic(JSON.stringify(log));
  const { open, again, timeouts, slow } = log;
  assert.deepEqual(
    { open, again, timeouts, slow },
    { open: 0, again: 0, timeouts: 0, slow: 0 },
  );
});
