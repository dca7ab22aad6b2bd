// @ts-check
// `make dev`: serves the built worker, seeds a demo center, runs the example receiver, fires cron.
//   node scripts/dev.mjs <state folder> <port>

import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { introduce } from "./dev/introduce.mjs";
import { endOrphans } from "./dev/orphans.mjs";
import {
  knownDemo,
  openCenter,
  pointEndpoint,
  someTrainee,
  writeDemo,
} from "./dev/seed.mjs";
import { applyMigrations, fireCron, isFree, startRuntime } from "./runtime.mjs";
import { ROOT } from "./wrangler.mjs";

const state = resolve(process.argv[2] ?? ".state/dev");
const port = Number(process.argv[3] ?? 8787);
const cronSeconds = Number(process.env.CRON_SECONDS ?? 60);
const began = Date.now();

/** @type {import("./runtime.mjs").Runtime | undefined} */
let runtime;
/** @type {import("node:child_process").ChildProcess | undefined} */
let receiver;
let ending = false;

const say = (/** @type {string} */ message) =>
  console.log(
    `dev: [${((Date.now() - began) / 1000).toFixed(1)} s] ${message}`,
  );

/**
 * @param {number} code
 * @param {string} [complaint]
 */
async function end(code, complaint) {
  if (ending) return;
  ending = true;
  if (complaint) console.error(`dev: ${complaint}`);
  else console.log("dev: stopping");
  receiver?.kill("SIGTERM");
  await runtime?.stop();
  endOrphans();
  process.exit(code);
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
  process.on(signal, () => end(0));
// Make may be killed in a way that reaches nobody else.
const parent = process.ppid;
setInterval(
  () => process.ppid !== parent && end(1, "make is gone"),
  1_000,
).unref();

try {
  await main();
} catch (error) {
  await end(1, /** @type {Error} */ (error).message);
}

async function main() {
  if (!(port > 0 && port < 65_536))
    throw new Error(`PORT=${process.argv[3]} is no port`);
  if (!(cronSeconds > 0))
    throw new Error(`CRON_SECONDS=${process.env.CRON_SECONDS} is no number`);
  if (!(await isFree(port))) {
    throw new Error(
      `port ${port} is taken; try another: make dev PORT=${port + 1}`,
    );
  }
  mkdirSync(state, { recursive: true });

  say("1/4 database");
  await applyMigrations(state, say);

  say("2/4 starting the runtime (about 3 s)");
  const log = join(state, "worker.log");
  writeFileSync(log, "");
  const vars = Object.fromEntries(
    [
      "RETRY_SCHEDULE",
      "DELIVERY_TIMEOUT_MS",
      "CRON_SECONDS",
      "DISABLE_AFTER_SECONDS",
    ].flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
  );
  runtime = await startRuntime({
    state,
    port,
    vars,
    ownGroup: false,
    log: (line) => {
      appendFileSync(log, `${line}\n`);
      if (line.includes("ERROR")) console.log(`worker: ${line} (see ${log})`);
    },
  });
  runtime.exited.then(() =>
    end(1, `the local runtime ended by itself; see ${log}`),
  );

  const { url, adminToken } = runtime;
  const known = await knownDemo(state, url, adminToken);
  say(
    known
      ? "3/4 the demo center is there"
      : "3/4 making a demo center (about 5 s)",
  );
  const { demo, endpointId } =
    known ?? (await openCenter(url, adminToken, say));

  say("4/4 starting the example receiver");
  const target = await startReceiver(demo.AA_WEBHOOK_SECRET);
  await pointEndpoint(demo, endpointId, target);
  const traineeId = await someTrainee(demo);

  await writeDemo(state, demo);
  introduce(demo, { state, target, traineeId, cronSeconds });
  fireCronForever(url);
}

/** @param {string} url */
async function fireCronForever(url) {
  for (;;) {
    await sleep(cronSeconds * 1_000);
    if (ending) return;
    await fireCron(url).catch(
      (error) => ending || console.error(`dev: ${error.message}`),
    );
  }
}

/** @param {string} secret */
async function startReceiver(secret) {
  const program = join(ROOT, "examples/receiver.mjs");
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, AA_WEBHOOK_SECRET: secret },
    stdio: ["ignore", "pipe", "inherit"],
  });
  receiver = child;
  child.on("exit", () => end(1, "the example receiver ended by itself"));
  const lines = createInterface({
    input: /** @type {NodeJS.ReadableStream} */ (child.stdout),
  });
  const [first] = await once(lines, "line");
  lines.on("line", (line) => console.log(`receiver: ${line}`));
  return first.replace("listening on ", "");
}
