// @ts-check
// The demo center: made through the API itself, since keys and secrets are shown there only, and only once.

import { existsSync } from "node:fs";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fireCron } from "../runtime.mjs";
import { fillCenter } from "./center/fill.mjs";
import { call } from "./http.mjs";

/**
 * @typedef {Record<"AA_URL" | "AA_ADMIN_TOKEN" | "AA_CENTER_ID" | "AA_OWNER_EMAIL" | "AA_LIVE_KEY" |
 *   "AA_TEST_KEY" | "AA_WEBHOOK_SECRET", string>} Demo
 */

const DESCRIPTION = "Example receiver of make dev";
const OWNER = "owner@demo.example";
// Nothing listens there; the receiver's address replaces it before the first event.
const NOWHERE = "http://127.0.0.1:9/";

/**
 * What an earlier run left, as long as the database still knows it.
 * @param {string} state
 * @param {string} url
 * @param {string} adminToken
 * @returns {Promise<{ demo: Demo, endpointId: string } | undefined>}
 */
export async function knownDemo(state, url, adminToken) {
  const file = join(state, "demo.env");
  if (!existsSync(file)) return undefined;
  const pairs = [
    ...(await readFile(file, "utf8")).matchAll(/^(AA_\w+)='(.*)'$/gm),
  ];
  const demo = /** @type {Demo} */ (
    Object.fromEntries(pairs.map(([, name, value]) => [name, value]))
  );
  Object.assign(demo, { AA_URL: url, AA_ADMIN_TOKEN: adminToken });
  try {
    const path = "/api/v1/webhook-endpoints?limit=200";
    const { data } = await call(url, demo.AA_LIVE_KEY, "GET", path);
    const endpoint = data.find(
      (/** @type {any} */ one) => one.description === DESCRIPTION,
    );
    return endpoint && { demo, endpointId: endpoint.id };
  } catch {
    return undefined;
  }
}

/**
 * A full center with its keys, and then an endpoint that wants every event: none of those of the filling. An
 * interrupted run leaves a center that no demo.env knows; the next run makes another one.
 * @param {string} url
 * @param {string} adminToken
 * @param {(message: string) => void} say
 * @returns {Promise<{ demo: Demo, endpointId: string }>}
 */
export async function openCenter(url, adminToken, say) {
  const center = await call(url, adminToken, "POST", "/admin/centers", {
    name: "Demo Training Center",
    ownerEmail: OWNER,
    timeZone: "America/Chicago",
  });
  const key = (/** @type {string} */ environment) =>
    call(url, adminToken, "POST", `/admin/centers/${center.id}/api-keys`, {
      name: `Demo ${environment}`,
      environment,
      scopes: ["*"],
      expiresAt: null,
    });
  const live = await key("live");
  const test = await key("test");
  const count = await fillCenter(url, live.token);
  await fireCron(url);
  say(`made ${count} records in every domain and status`);
  const endpoint = await call(
    url,
    live.token,
    "POST",
    "/api/v1/webhook-endpoints",
    {
      url: NOWHERE,
      events: ["*"],
      description: DESCRIPTION,
    },
  );
  const demo = {
    AA_URL: url,
    AA_ADMIN_TOKEN: adminToken,
    AA_CENTER_ID: center.id,
    AA_OWNER_EMAIL: OWNER,
    AA_LIVE_KEY: live.token,
    AA_TEST_KEY: test.token,
    AA_WEBHOOK_SECRET: endpoint.secret,
  };
  return { demo, endpointId: endpoint.id };
}

/**
 * Points the demo endpoint at the receiver.
 * @param {Demo} demo
 * @param {string} endpointId
 * @param {string} target
 */
export async function pointEndpoint(demo, endpointId, target) {
  await call(
    demo.AA_URL,
    demo.AA_LIVE_KEY,
    "PATCH",
    `/api/v1/webhook-endpoints/${endpointId}`,
    {
      url: target,
      enabled: true,
    },
  );
}

/**
 * Somebody to book for.
 * @param {Demo} demo
 * @returns {Promise<string>} a trainee's id
 */
export async function someTrainee({ AA_URL, AA_LIVE_KEY }) {
  const path = "/api/v1/trainees?limit=200";
  const { data } = await call(AA_URL, AA_LIVE_KEY, "GET", path);
  const active = (/** @type {any} */ one) => one.status === "ACTIVE";
  return (data.find(active) ?? data[0]).id;
}

/**
 * Replaces demo.env in one step, for whoever reads it at this moment.
 * @param {string} state
 * @param {Demo} demo
 */
export async function writeDemo(state, demo) {
  const lines = Object.entries(demo).map(
    ([name, value]) => `${name}='${value}'\n`,
  );
  const draft = join(state, `demo.env.${process.pid}`);
  await writeFile(draft, lines.join(""), { mode: 0o600 });
  await rename(draft, join(state, "demo.env"));
}
