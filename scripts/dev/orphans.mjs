// @ts-check

import { execFileSync } from "node:child_process";

/**
 * Ends the runtime's processes that outlived a wrangler which was killed: all of `make dev` shares one
 * process group, so they are in ours, and nobody's children.
 */
export function endOrphans() {
  /** @type {string} */
  let table;
  try {
    table = execFileSync("ps", ["-A", "-o", "pid=,ppid=,pgid=,args="], {
      encoding: "utf8",
    });
  } catch {
    return; // No `ps` here: they stay until the terminal closes.
  }
  const rows = table.split("\n").map((line) => {
    const [pid, parent, group, ...args] = line.trim().split(/\s+/);
    return { pid: Number(pid), parent, group, command: args.join(" ") };
  });
  const group = rows.find(({ pid }) => pid === process.pid)?.group;
  for (const row of rows) {
    if (row.group !== group || row.parent !== "1") continue;
    if (/node_modules\/@(cloudflare\/workerd|esbuild)/.test(row.command)) {
      process.kill(row.pid, "SIGKILL");
    }
  }
}
