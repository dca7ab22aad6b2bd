// What npm would publish, packed and installed into an empty project, without a network.
// @ts-check
import { execFile, execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** @typedef {{ filename: string, size: number, unpackedSize: number, files: { path: string, size: number }[] }} Packed */

/**
 * Ends with the test file that asked for it. It holds the shared cases beside the package.
 * @param {string} [parent] the folder that it is made in
 */
export function installedProject(parent = tmpdir()) {
  const folder = mkdtempSync(join(parent, "webhooks-package-"));
  after(() => rmSync(folder, { recursive: true }));
  /** @type {Packed[]} */
  const [packed] = JSON.parse(
    runNow("npm", ["pack", "--json", "--pack-destination", folder], ROOT),
  );
  writeFileSync(join(folder, "package.json"), '{ "private": true }');
  // No lock file, which would tell Next that the project ends here.
  const flags = ["--offline", "--no-audit", "--no-fund", "--no-package-lock"];
  runNow("npm", ["install", ...flags, `./${packed.filename}`], folder);
  cpSync(join(ROOT, "test/support/suite.js"), join(folder, "suite.mjs"));
  cpSync(join(ROOT, "../tests/vectors.json"), join(folder, "vectors.json"));
  return { folder, packed, tarball: join(folder, packed.filename) };
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {string} cwd
 */
export function runNow(command, args, cwd) {
  return execFileSync(command, args, {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/**
 * What it printed.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {string} cwd
 * @param {Record<string, string>} [env]
 */
export async function run(command, args, cwd, env = {}) {
  const { stdout } = await promisify(execFile)(command, args, {
    cwd,
    env: { ...process.env, ...env },
    timeout: 300_000,
  });
  return stdout;
}
