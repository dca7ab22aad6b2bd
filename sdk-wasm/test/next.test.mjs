// The example for Next.js in a real application: built, started, and asked in both of Next's runtimes.
// @ts-check
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { before, test } from "node:test";
import { installedProject, ROOT, run } from "./support/packed.mjs";
import { isAReceiver, start } from "./support/receiver.mjs";

// In the repository, where Next and React are found.
const { folder } = installedProject(join(ROOT, "../target"));
const next = createRequire(import.meta.url).resolve("next/dist/bin/next");
const example = readFileSync(join(ROOT, "examples/next.mjs"), "utf8");
process.env.NEXT_TELEMETRY_DISABLED = "1";

/** @type {(name: string, code: string) => void} */
function addRoute(name, code) {
  mkdirSync(join(folder, "app", name), { recursive: true });
  writeFileSync(join(folder, "app", name, "route.js"), code);
}

before(async () => {
  addRoute("node", example);
  addRoute("edge", `${example}\nexport const runtime = "edge";\n`);
  await run(process.execPath, [next, "build"], folder);
});

for (const runtime of ["node", "edge"]) {
  test(`Next's ${runtime} runtime`, async () => {
    const { port, printed } = await start(
      process.execPath,
      [next, "start", "-H", "127.0.0.1"],
      { announcing: /Local: .*:(\d+)$/, cwd: folder },
    );
    await isAReceiver(`http://127.0.0.1:${port}/${runtime}`);
    await printed;
  });
}
