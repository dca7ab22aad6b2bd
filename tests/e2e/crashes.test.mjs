// @ts-check

import { test } from "node:test";
import { surviveCrashes } from "./support/crashes.mjs";

test("no event of a committed write is lost, however often the runtime is killed", async (t) => {
  const kills = Number(process.env.KILLS ?? 10);
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
  await surviveCrashes({
    kills,
    events: 100,
    seed,
    say: (line) => t.diagnostic(line),
  });
});
