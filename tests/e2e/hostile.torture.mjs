// @ts-check
// Some minutes long: `TORTURE=1 scripts/node.sh --test tests/e2e/hostile.torture.mjs`.

import assert from "node:assert/strict";
import { test } from "node:test";
import { assertUnharmed } from "./support/hostile.mjs";

test(
  "a hostile tenant costs its neighbour nothing in five minutes",
  { skip: process.env.TORTURE === "1" ? false : "set TORTURE=1" },
  async (t) => {
    const seconds = Number(process.env.SECONDS ?? 300);
    const ratio = await assertUnharmed({
      quiet: 30,
      seconds,
      due: 700,
      say: (line) => t.diagnostic(line),
    });
    assert.ok(ratio <= 2, `${ratio.toFixed(1)} times as long`);
  },
);
