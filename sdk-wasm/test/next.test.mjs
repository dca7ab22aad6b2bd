// The example for Next.js in a real application: built, started, and asked in both of Next's runtimes.
// @ts-check
import { before, test } from "node:test";
import { nextApplication } from "./support/next.mjs";
import { isAReceiver, start } from "./support/receiver.mjs";

const { build, server } = nextApplication();
before(build);

for (const runtime of ["node", "edge"]) {
  test(`Next's ${runtime} runtime`, async () => {
    const { port, printed } = await start(server.command, server.args, {
      announcing: /Local: .*:(\d+)$/,
      cwd: server.cwd,
    });
    await isAReceiver(`http://127.0.0.1:${port}/${runtime}`);
    await printed;
  });
}
