// @ts-check
// The built worker under the local runtime, on a state folder and ports of its own.

import assert from "node:assert/strict";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach } from "node:test";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { startRuntime } from "../../../scripts/runtime.mjs";
import { send } from "./http.mjs";

/** Seconds instead of minutes and hours; the shape of the schedule stays. */
export const FAST = {
  RETRY_SCHEDULE: "1,1,2,2",
  DELIVERY_TIMEOUT_MS: "1000",
  CRON_SECONDS: "1",
};

export class Edge {
  /** @type {import("../../../scripts/runtime.mjs").Runtime | undefined} */
  #runtime;
  /** @type {string | undefined} */
  #state;
  #output = "";
  #cronIsDriven = false;
  /** @type {Promise<void>} */
  #cron = Promise.resolve();

  /** @param {Record<string, string>} [vars] instead of, or in addition to, FAST */
  constructor(vars = {}) {
    this.vars = { ...FAST, ...vars };
  }

  async start() {
    this.#state ??= await mkdtemp(join(tmpdir(), "edge-"));
    this.#runtime = await startRuntime({
      state: this.#state,
      vars: this.vars,
      log: (line) => (this.#output = `${this.#output}${line}\n`.slice(-2e5)),
    });
  }

  get #running() {
    if (!this.#runtime) throw new Error("the edge is not started");
    return this.#runtime;
  }

  get url() {
    return this.#running.url;
  }

  get adminToken() {
    return this.#running.adminToken;
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {import("./http.mjs").Options} [options]
   */
  send(method, path, options) {
    return send(this.url + path, { method, ...options });
  }

  /** Calls the scheduled handler every CRON_SECONDS, as the platform would, until stopCron. */
  driveCron() {
    this.#cronIsDriven = true;
    this.#cron = this.#repeatCron();
  }

  async #repeatCron() {
    while (this.#cronIsDriven) {
      // It may be killed at any moment; what cron then did not do, a later one has to.
      await this.#runtime?.cron().catch(() => {});
      await sleep(1_000 * Number(this.vars.CRON_SECONDS));
    }
  }

  /** One more run of the scheduled handler, to its end. */
  async cronOnce() {
    await this.#running.cron();
  }

  async stopCron() {
    this.#cronIsDriven = false;
    await this.#cron;
  }

  /**
   * Changes the database behind the worker's back, while nothing runs.
   * @param {string} statement
   */
  async rewrite(statement) {
    await this.#whileStopped((database) => database.exec(statement));
    await this.start();
  }

  /**
   * Looks into the database, when all is over: nothing runs behind it.
   * @param {string} select of one row
   * @returns {Promise<Record<string, any>>}
   */
  async look(select) {
    const row = await this.#whileStopped((database) =>
      database.prepare(select).get(),
    );
    return { ...row };
  }

  /**
   * @template T
   * @param {(database: DatabaseSync) => T} work
   */
  async #whileStopped(work) {
    await this.#running.stop();
    const folder = join(this.#state ?? "", "v3/d1/miniflare-D1DatabaseObject");
    const files = (await readdir(folder)).filter(
      (name) => name.endsWith(".sqlite") && name !== "metadata.sqlite",
    );
    assert.equal(files.length, 1, "one database");
    const database = new DatabaseSync(join(folder, files[0]));
    try {
      return work(database);
    } finally {
      database.close();
    }
  }

  /** As a power cut would; the state stays, for the next start. */
  async kill9() {
    await this.#running.kill9();
  }

  async close() {
    this.#cronIsDriven = false;
    await this.#runtime?.stop();
    if (this.#state) await rm(this.#state, { recursive: true, force: true });
  }

  /** What the runtime printed, without one line for each request that went well. */
  logs() {
    const dull = /\[wrangler:info\] \w+ .* [234]\d\d /;
    const lines = this.#output.split("\n").filter((line) => !dull.test(line));
    return lines.slice(-80).join("\n");
  }
}

/**
 * An edge for the tests of one file: ended behind them, its output shown when one fails.
 * @param {{ vars?: Record<string, string>, cron?: boolean }} [options] `cron`: drive it from the start (default)
 */
export async function useEdge({ vars, cron = true } = {}) {
  const edge = new Edge(vars);
  afterEach((t) => {
    const { passed } = /** @type {{ passed?: boolean }} */ (t);
    if (passed === false) console.error(`the runtime said:\n${edge.logs()}`);
  });
  after(() => edge.close());
  await edge.start();
  if (cron) edge.driveCron();
  return edge;
}
