// @ts-check

import { test } from "node:test";
import { assertUnharmed } from "./support/hostile.mjs";

test("a hostile tenant costs its neighbour nothing", async (t) => {
  await assertUnharmed({
    quiet: 10,
    seconds: 20,
    due: 250,
    say: (line) => t.diagnostic(line),
  });
});
