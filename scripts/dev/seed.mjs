// @ts-check
// The demo center: made through the API itself, since keys and secrets are shown there only, and only once.

import { existsSync } from "node:fs";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * @typedef {Record<"AA_URL" | "AA_ADMIN_TOKEN" | "AA_CENTER_ID" | "AA_OWNER_EMAIL" | "AA_LIVE_KEY" |
 *   "AA_TEST_KEY" | "AA_WEBHOOK_SECRET", string>} Demo
 */

const DESCRIPTION = "Example receiver of make dev";
const OWNER = "owner@demo.example";
// Nothing listens there; the receiver's address replaces it before the first event.
const NOWHERE = "http://127.0.0.1:9/";

/**
 * @param {string} url
 * @param {string} token
 * @param {string} method
 * @param {string} path
 * @param {unknown} [body]
 * @returns {Promise<any>}
 */
async function call(url, token, method, path, body) {
  const response = await fetch(url + path, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok)
    throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
  return text ? JSON.parse(text) : undefined;
}

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
 * A center with its keys and an endpoint that wants every event.
 * @param {string} url
 * @param {string} adminToken
 * @returns {Promise<{ demo: Demo, endpointId: string }>}
 */
export async function openCenter(url, adminToken) {
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
 * The id of a demo trainee; an empty center first gets some trainees and bookings.
 * @param {Demo} demo
 * @returns {Promise<string>}
 */
export async function fillCenter({ AA_URL, AA_LIVE_KEY }) {
  const post = (/** @type {string} */ path, /** @type {unknown} */ body) =>
    call(AA_URL, AA_LIVE_KEY, "POST", `/api/v1/${path}`, body);
  const { data } = await call(
    AA_URL,
    AA_LIVE_KEY,
    "GET",
    "/api/v1/trainees?limit=1",
  );
  if (data.length > 0) return data[0].id;

  const trainees = [];
  for (const [firstName, lastName, courseCode] of [
    ["Amelia", "Okafor", "B737-RECUR"],
    ["Bessie", "Lindqvist", "B737-TYPE"],
    ["Charles", "Nakamura", "A320-TYPE"],
  ]) {
    const email = `${firstName}.${lastName}@demo.example`.toLowerCase();
    trainees.push(
      await post("trainees", { firstName, lastName, email, courseCode }),
    );
  }
  const simulatorId = "51e0f1a6-7c3b-4d5e-8f90-0a1b2c3d4e5f";
  const midnight = Math.ceil(Date.now() / 86_400_000) * 86_400_000;
  const hours = (/** @type {number} */ count) =>
    new Date(midnight + count * 3_600_000).toISOString();
  for (const [index, sessionType] of [
    "TRAINING",
    "CHECKRIDE",
    "RECURRENT",
  ].entries()) {
    await post("bookings", {
      simulatorId,
      startAt: hours(24 * index + 14),
      endAt: hours(24 * index + 18),
      traineeIds: [trainees[index].id],
      sessionType,
      courseCode: trainees[index].courseCode,
    });
  }
  return trainees[0].id;
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
