// @ts-check
// The pinned wrangler, in an environment in which every run is alike and stays on this machine.

import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

const NODE = join(ROOT, "scripts/node.sh");
// Not its launcher, which would be one more process to signal.
const WRANGLER = join(ROOT, "node_modules/wrangler/wrangler-dist/cli.js");

/**
 * Starts a wrangler command that talks to nobody outside this machine.
 * @param {string[]} args
 * @param {string} state
 * @param {boolean} [ownGroup] in a process group of its own, which ends when this process does
 */
export function spawnWrangler(args, state, ownGroup = false) {
  const command = [NODE, "--no-warnings", WRANGLER, ...args];
  const env = {
    ...process.env,
    CI: "1",
    CLOUDFLARE_CF_FETCH_ENABLED: "false",
    CLOUDFLARE_LOAD_DEV_VARS_FROM_DOT_ENV: "true",
    FORCE_COLOR: "0",
    // Ours is built beforehand; see scripts/build-worker.sh.
    WORKER_IS_BUILT: "1",
    WRANGLER_HIDE_BANNER: "true",
    WRANGLER_REGISTRY_PATH: join(state, "registry"),
    WRANGLER_SEND_METRICS: "false",
    WRANGLER_WRITE_LOGS: "false",
    X_LOCAL_EXPLORER: "false",
    X_LOCAL_OBSERVABILITY: "false",
  };
  if (!ownGroup)
    return spawn(command[0], command.slice(1), {
      cwd: ROOT,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
  // Descriptor 3 closes when this process dies, however it dies; then its runtime goes too.
  const guarded = '(cat <&3; kill -9 0) >/dev/null 2>&1 & exec "$@" 3<&-';
  return spawn("sh", ["-c", guarded, "sh", ...command], {
    cwd: ROOT,
    env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
}
