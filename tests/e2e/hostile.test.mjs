// @ts-check

import { test } from "node:test";
import { assertUnharmed } from "./support/hostile.mjs";

// How much longer its reads take, hostile.torture.mjs measures on a quiet machine.
test("beside a hostile tenant its neighbour is told and reminded in time", async (t) => {
  await assertUnharmed({
    quiet: 10,
    seconds: 20,
    due: 250,
    say: (line) => t.diagnostic(line),
  });
});
