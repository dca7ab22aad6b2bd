// @ts-check
// Clients that generators make of the document as the edge serves it, each run against that edge.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { randomUUID } from "node:crypto";
import { ROOT } from "../../../scripts/wrangler.mjs";
import { ok, openCenter } from "./center.mjs";

const PROGRAMS = join(ROOT, "tests/clients");
/** Of Python packages, on the path of what a workshop runs. */
const TOOLS = join(ROOT, "target/clients/bin");
export const TSC = join(PROGRAMS, "node_modules/typescript/bin/tsc");

/**
 * Two bid packages, DEN with a bid and then SEA, and a crew member without a seat.
 * @param {import("./center.mjs").Caller} caller
 */
async function fill(caller) {
  const userId = randomUUID();
  const member = { name: "Dana Reyes", role: "PILOT", seniorityNumber: 1 };
  ok(await caller.send("PUT", `/crew/${userId}`, { json: member }), 200);
  const line = { daysOn: 16, daysOff: 14, creditMinutes: 5060 };
  const fields = {
    bidMonth: "2031-06",
    equipment: "B737",
    position: "CAPTAIN",
    mode: "PBS",
    lines: [{ lineNumber: 1, ...line }],
  };
  const den = await caller.create("/bid-packages", { base: "DEN", ...fields });
  await caller.create("/bid-packages", { base: "SEA", ...fields });
  await caller.advance(`/bid-packages/${den.id}/open`);
  const rules = [{ type: "AVOID_REDEYE" }];
  const path = `/bid-packages/${den.id}/bids`;
  const bid = await caller.send("POST", path, { json: { userId, rules } });
  assert.ok(bid.status < 300, bid.text);
}

/**
 * A folder with the document and a program, a command runner in it, and a center for the program to work with.
 * @param {import("./edge.mjs").Edge} edge
 * @param {import("node:test").TestContext} t
 * @param {string} program a file of tests/clients
 */
export async function workshop(edge, t, program) {
  const { live } = await openCenter(edge);
  await fill(live);
  const folder = await mkdtemp(join(tmpdir(), "client-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const served = await edge.send("GET", "/api/v1/openapi.json");
  await writeFile(join(folder, "openapi.json"), served.text);
  await cp(join(PROGRAMS, program), join(folder, program));
  const env = {
    ...process.env,
    PATH: `${TOOLS}:${process.env.PATH}`,
    AA_SERVER: served.body.servers[0].url,
    AA_LIVE_KEY: live.token,
  };
  /**
   * @param {string} command
   * @param {...string} args
   */
  async function run(command, ...args) {
    try {
      const options = { cwd: folder, env, maxBuffer: 1 << 26 };
      return await promisify(execFile)(command, args, options);
    } catch (error) {
      const { stdout, stderr } = /** @type {any} */ (error);
      throw new Error(`${command} ${args.join(" ")}:\n${stdout}\n${stderr}`);
    }
  }
  return { folder, run };
}

/** How the TypeScript programs are checked and compiled: as strictly as it goes. */
export const TSC_OPTIONS = [
  ...["--strict", "--exactOptionalPropertyTypes", "false"],
  ...["--target", "es2022", "--module", "nodenext", "--skipLibCheck", "false"],
  ...["--types", "node", "--typeRoots", join(ROOT, "node_modules/@types")],
];

/**
 * A folder in which Node finds what the TypeScript programs import.
 * @param {string} folder
 */
export async function likeAModule(folder) {
  await writeFile(join(folder, "package.json"), '{"type": "module"}');
  await cp(join(PROGRAMS, "node_modules"), join(folder, "node_modules"), {
    recursive: true,
    filter: (source) =>
      !/node_modules\/(?!openapi-fetch|openapi-typescript-helpers)/.test(
        source,
      ),
  });
}
