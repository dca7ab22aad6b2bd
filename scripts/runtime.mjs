// @ts-check
// Starts the built worker under wrangler's local runtime, on a state folder and a port of its own.
// `make dev` and the end-to-end tests share it.

import { once } from "node:events";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { applyMigrations, ensureSecrets } from "./state.mjs";
import { spawnWrangler } from "./wrangler.mjs";

export { applyMigrations };

const HOST = "127.0.0.1";

/**
 * @typedef {object} Runtime
 * @property {string} url where it serves, without a trailing slash
 * @property {number} port
 * @property {number} pid of wrangler; also the id of its process group, unless `ownGroup` is false
 * @property {string} adminToken the worker's ADMIN_TOKEN
 * @property {Promise<void>} exited settles when wrangler has ended, for whatever reason
 * @property {() => Promise<void>} cron runs the scheduled handler once, to its end
 * @property {() => Promise<void>} stop ends it politely, and for sure
 * @property {() => Promise<void>} kill9 ends it as a power cut would; needs a group of its own
 * @property {() => string} logs what it printed, the last megabyte
 */

/**
 * Starts the runtime on migrated state and resolves once it answers requests.
 * @param {object} options
 * @param {string} options.state folder of the database, the queues and the secrets; made if missing
 * @param {number} [options.port] default: a free one
 * @param {Record<string, string>} [options.vars] in addition to, or instead of, wrangler.toml's
 * @param {(line: string) => void} [options.log] gets each line it prints
 * @param {boolean} [options.ownGroup] false: stay in the caller's process group (default true)
 * @returns {Promise<Runtime>}
 */
export async function startRuntime({
  state,
  port,
  vars = {},
  log = () => {},
  ownGroup = true,
}) {
  state = resolve(state);
  await applyMigrations(state);
  const secrets = await ensureSecrets(state);
  const listening = port ?? (await freePort());
  const url = `http://${HOST}:${listening}`;

  const child = spawnWrangler(
    [
      ...[
        "dev",
        "--local",
        "--ip",
        HOST,
        "--port",
        `${listening}`,
        "--inspector-port",
        "0",
      ],
      ...["--persist-to", state, "--env-file", join(state, "worker.env")],
      ...["--show-interactive-dev-session", "false"],
      ...Object.entries({
        ALLOW_LOCAL_TARGETS: "true",
        PUBLIC_URL: url,
        ...vars,
      }).flatMap(([name, value]) => ["--var", `${name}:${value}`]),
    ],
    state,
    ownGroup,
  );
  const pid = /** @type {number} */ (child.pid);

  let text = "";
  let partial = "";
  const take = (/** @type {Buffer} */ chunk) => {
    text = (text + chunk).slice(-1_000_000);
    const lines = (partial + chunk).split("\n");
    partial = lines.pop() ?? "";
    lines.forEach((line) => log(line));
  };
  child.stdout?.on("data", take);
  child.stderr?.on("data", take);

  let gone = false;
  const exited = once(child, "exit").then(() => {
    gone = true;
    process.off("exit", onExit);
    // What it left behind in its group: the guard, and after a crash the runtime itself.
    if (ownGroup) signal("SIGKILL");
  });
  const signal = (/** @type {NodeJS.Signals} */ name, group = ownGroup) => {
    try {
      process.kill(group ? -pid : pid, name);
    } catch {
      // Already gone.
    }
  };
  const onExit = () => signal(ownGroup ? "SIGKILL" : "SIGTERM");
  process.on("exit", onExit);

  const stop = async () => {
    signal("SIGTERM", false);
    await Promise.race([exited, sleep(5_000, undefined, { ref: false })]);
    signal("SIGKILL");
    await exited;
  };

  try {
    // Asked before it says so, another server on the same port could answer in its place.
    const until = () => gone || text.includes(`Ready on ${url}`);
    await poll(until, `the local runtime was not ready at ${url}`);
    if (!gone) await waitUntilServes(url);
  } catch (error) {
    await stop();
    throw new Error(
      `${/** @type {Error} */ (error).message}\n${text.slice(-4_000)}`,
    );
  }
  if (gone)
    throw new Error(`the local runtime ended at once:\n${text.slice(-4_000)}`);

  return {
    url,
    port: listening,
    pid,
    adminToken: secrets.ADMIN_TOKEN,
    exited,
    cron: () => fireCron(url),
    stop,
    kill9: async () => {
      signal("SIGKILL");
      await exited;
    },
    logs: () => text,
  };
}

/**
 * @param {() => boolean | Promise<boolean>} condition
 * @param {string} complaint what to say when it has not come true in time
 * @param {number} [timeoutMs]
 */
export async function poll(condition, complaint, timeoutMs = 60_000) {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadline)
      throw new Error(`${complaint} within ${timeoutMs / 1000} s`);
    await sleep(20);
  }
}

/**
 * Waits until the address answers a request, whatever the answer.
 * @param {string} url
 */
export async function waitUntilServes(url) {
  const answers = () =>
    fetch(url, {
      redirect: "manual",
      signal: AbortSignal.timeout(10_000),
    }).then(
      () => true,
      () => false,
    );
  await poll(answers, `nothing answered at ${url}`);
}

/**
 * Runs the worker's scheduled handler once; the local runtime never does so by itself.
 * @param {string} url
 */
export async function fireCron(url) {
  const query = new URLSearchParams({ cron: "* * * * *" });
  const response = await fetch(`${url}/cdn-cgi/handler/scheduled?${query}`);
  const outcome = await response.text();
  if (!response.ok)
    throw new Error(
      `the scheduled handler failed: ${response.status} ${outcome}`,
    );
}

/**
 * @param {number} port
 * @returns {Promise<boolean>} whether nobody listens on it
 */
export async function isFree(port) {
  const server = createServer();
  const free = new Promise((settle) => {
    server.once("error", () => settle(false));
    server.listen(port, HOST, () => server.close(() => settle(true)));
  });
  return free;
}

/** @returns {Promise<number>} a loopback port nobody listens on */
export async function freePort() {
  const server = createServer().listen(0, HOST);
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (
    server.address()
  );
  server.close();
  await once(server, "close");
  return port;
}
