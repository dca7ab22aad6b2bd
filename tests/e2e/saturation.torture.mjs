// @ts-check
// Minutes long: `TORTURE=1 scripts/node.sh --test tests/e2e/saturation.torture.mjs`.

import assert from "node:assert/strict";
import { test } from "node:test";
import { saturate } from "./support/saturation.mjs";

const SECONDS = Number(process.env.SECONDS ?? 60);

test(
  "a sender that is busy for a minute blames no receiver, and everything comes",
  { skip: process.env.TORTURE === "1" ? false : "set TORTURE=1" },
  async (t) => {
    const say = (/** @type {string} */ line) => t.diagnostic(line);
    const log = await saturate({ seconds: SECONDS, say });
    say(JSON.stringify(log));
    const { open, again, timeouts, slow } = log;
    assert.deepEqual(
      { open, again, timeouts, slow },
      { open: 0, again: 0, timeouts: 0, slow: 0 },
    );
  },
);
