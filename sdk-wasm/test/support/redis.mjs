// A real redis-server of these tests alone, for examples/redis-store.mjs.
// @ts-check
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createClient } from "redis";

/** A reason to skip what needs it, or no reason: `.ci/run` installs it, so there it must run. */
export const withoutRedis =
  process.env.CI !== "true" &&
  spawnSync("redis-server", ["--version"]).status !== 0 &&
  "redis-server is not installed";

export async function startRedis() {
  const folder = mkdtempSync(join(tmpdir(), "redis-"));
  const path = join(folder, "socket");
  const server = spawn(
    "redis-server",
    ["--port", "0", "--unixsocket", path, "--save", "", "--dir", folder],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const ended = once(server, "exit");
  let ready = false;
  for await (const line of createInterface({ input: server.stdout }))
    if ((ready = line.includes("ready to accept connections"))) break;
  if (!ready) throw new Error("redis-server does not start");
  return {
    connect: () => createClient({ socket: { path, tls: false } }).connect(),
    async stop() {
      server.kill("SIGKILL");
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}
