// @ts-check
// Half an hour long: `TORTURE=1 scripts/node.sh --test tests/e2e/crashes.torture.mjs`.

import { test } from "node:test";
import { surviveCrashes } from "./support/crashes.mjs";

test(
  "no event of a committed write is lost in a storm of crashes",
  { skip: process.env.TORTURE === "1" ? false : "set TORTURE=1" },
  async (t) => {
    const kills = Number(process.env.KILLS ?? 200);
    const events = Number(process.env.EVENTS ?? 10_000);
    const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
    await surviveCrashes({
      kills,
      events,
      seed,
      say: (line) => t.diagnostic(line),
    });
  },
);
