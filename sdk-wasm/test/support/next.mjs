// The example for Next.js in a real application, at `/node` and `/edge`, in each of Next's runtimes.
// @ts-check
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { installedProject, ROOT, run } from "./packed.mjs";

/** Ends with the test file that asked for it. */
export function nextApplication() {
  // In the repository, where Next and React are found.
  const { folder } = installedProject(join(ROOT, "../target"));
  const next = createRequire(import.meta.url).resolve("next/dist/bin/next");
  const example = readFileSync(join(ROOT, "examples/next.mjs"), "utf8");
  process.env.NEXT_TELEMETRY_DISABLED = "1";
  const routes = {
    node: example,
    edge: `${example}\nexport const runtime = "edge";\n`,
  };
  for (const [name, code] of Object.entries(routes)) {
    mkdirSync(join(folder, "app", name), { recursive: true });
    writeFileSync(join(folder, "app", name, "route.js"), code);
  }
  return {
    build: () => run(process.execPath, [next, "build"], folder),
    /** How to start it, on the port that `PORT` says. */
    server: {
      command: process.execPath,
      args: [next, "start", "-H", "127.0.0.1"],
      cwd: folder,
    },
  };
}
