// @ts-check
// What a state folder holds before the local runtime starts on it: the database and the secrets.

import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import {
  cp,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rename,
  rm,
  writeFile,
} from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { ROOT, spawnWrangler } from "./wrangler.mjs";

/**
 * Brings the state folder's database up to date. Quick when there is nothing to do, or when the folder
 * is new and the same migrations were applied to another one before.
 * @param {string} state
 * @param {(message: string) => void} [say]
 */
export async function applyMigrations(state, say = () => {}) {
  state = resolve(state);
  const digest = await migrationsDigest();
  const stamp = join(state, "migrations.sha256");
  if (existsSync(stamp) && (await readFile(stamp, "utf8")) === digest) return;

  await mkdir(state, { recursive: true });
  if (existsSync(join(state, "v3/d1"))) {
    say("applying the new database migrations (about 4 s)");
    await migrate(state);
  } else {
    const template = join(ROOT, "build", `database-${digest.slice(0, 16)}`);
    if (!existsSync(template)) {
      say("making the database (about 4 s)");
      await mkdir(dirname(template), { recursive: true });
      const draft = await mkdtemp(`${template}.`);
      await migrate(draft);
      // Another process may have been faster.
      await rename(draft, template).catch(() => rm(draft, { recursive: true }));
    }
    await cp(join(template, "v3/d1"), join(state, "v3/d1"), {
      recursive: true,
    });
  }
  await writeFile(stamp, digest);
}

/** @param {string} state */
async function migrate(state) {
  const child = spawnWrangler(
    ["d1", "migrations", "apply", "DB", "--local", "--persist-to", state],
    state,
  );
  let text = "";
  child.stdout?.on("data", (chunk) => (text += chunk));
  child.stderr?.on("data", (chunk) => (text += chunk));
  const [code] = await once(child, "close");
  if (code !== 0)
    throw new Error(`the database migrations failed:\n${text.slice(-4_000)}`);
}

async function migrationsDigest() {
  const folder = join(ROOT, "migrations");
  const hash = createHash("sha256");
  for (const name of (await readdir(folder)).sort()) {
    hash.update(`${name}\0`).update(await readFile(join(folder, name)));
  }
  return hash.digest("hex");
}

/**
 * The worker's secrets in this state folder, made on first use.
 * @param {string} state
 * @returns {Promise<{ ADMIN_TOKEN: string, SECRETS_KEY: string }>}
 */
export async function ensureSecrets(state) {
  const file = join(state, "worker.env");
  if (!existsSync(file)) {
    await mkdir(state, { recursive: true });
    const lines = [
      `ADMIN_TOKEN=${randomBytes(24).toString("hex")}`,
      `SECRETS_KEY=${randomBytes(32).toString("base64")}`,
    ];
    await writeFile(file, lines.join("\n") + "\n", { mode: 0o600 });
  }
  const pairs = (await readFile(file, "utf8"))
    .split("\n")
    .filter((line) => line.includes("="))
    .map((line) => [
      line.slice(0, line.indexOf("=")),
      line.slice(line.indexOf("=") + 1),
    ]);
  return Object.fromEntries(pairs);
}
