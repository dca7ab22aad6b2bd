// @ts-check
// A training center with its keys, and calls that must succeed.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";

/** @typedef {import("./edge.mjs").Edge} Edge */
/** @typedef {import("./http.mjs").Answer} Answer */
/** @typedef {import("./http.mjs").Options} Options */

/**
 * @param {Answer} answer
 * @param {number} status
 * @returns {any} the body
 */
export function ok(answer, status) {
  assert.equal(answer.status, status, `${answer.request}: ${answer.text}`);
  return answer.body;
}

/**
 * @param {Edge} edge
 * @param {{ name?: string, ownerEmail?: string, timeZone?: string }} [fields]
 */
export async function openCenter(edge, fields = {}) {
  const json = {
    name: "Test Center",
    ownerEmail: "owner@center.example",
    timeZone: "America/Denver",
    ...fields,
  };
  const token = edge.adminToken;
  const answer = await edge.send("POST", "/admin/centers", { token, json });
  const { id } = ok(answer, 201);
  return {
    id: /** @type {string} */ (id),
    live: await mintKey(edge, id),
    test: await mintKey(edge, id, { environment: "test" }),
  };
}

/**
 * @param {Edge} edge
 * @param {string} center
 * @param {{ environment?: "live" | "test", scopes?: string[], expiresAt?: string | null }} [fields]
 */
export async function mintKey(edge, center, fields = {}) {
  const path = `/admin/centers/${center}/api-keys`;
  const answer = await edge.send("POST", path, {
    token: edge.adminToken,
    json: {
      name: "End to end",
      environment: "live",
      scopes: ["*"],
      expiresAt: null,
      ...fields,
    },
  });
  const { id, token } = ok(answer, 201);
  return new Caller(edge, center, id, token);
}

/**
 * What a stranger must not get at: these, and a delivery.
 * @param {Caller} live
 * @param {{ url: string }} hook
 */
export async function oneOfEach(live, hook) {
  const trainee = await live.trainee();
  const booking = await live.booking({ traineeIds: [trainee.id] });
  const endpoint = await live.endpoint(hook.url);
  await live.trainee();
  return { trainee, booking, endpoint };
}

/** Someone with an API key. */
export class Caller {
  /**
   * @param {Edge} edge
   * @param {string} center
   * @param {string} keyId
   * @param {string} token
   */
  constructor(edge, center, keyId, token) {
    this.edge = edge;
    this.center = center;
    this.keyId = keyId;
    this.token = token;
  }

  /**
   * @param {string} method
   * @param {string} path below /api/v1
   * @param {Options} [options]
   */
  send(method, path, options) {
    const { token } = this;
    return this.edge.send(method, `/api/v1${path}`, { token, ...options });
  }

  /** @param {string} path */
  async get(path) {
    return ok(await this.send("GET", path), 200);
  }

  /**
   * @param {string} path
   * @param {unknown} json
   */
  async create(path, json) {
    return ok(await this.send("POST", path, { json }), 201);
  }

  /**
   * @param {string} path
   * @param {unknown} json
   */
  async patch(path, json) {
    return ok(await this.send("PATCH", path, { json }), 200);
  }

  /**
   * @param {string} path such as /bookings/{id}/start
   * @param {unknown} [json]
   */
  async advance(path, json = {}) {
    return ok(await this.send("POST", path, { json }), 200);
  }

  async revoke() {
    const path = `/admin/centers/${this.center}/api-keys/${this.keyId}`;
    const token = this.edge.adminToken;
    ok(await this.edge.send("DELETE", path, { token }), 204);
  }

  /** @param {Record<string, unknown>} [fields] */
  trainee(fields) {
    return this.create("/trainees", someTrainee(fields));
  }

  /** @param {Record<string, unknown>} fields with `traineeIds` */
  booking(fields) {
    return this.create("/bookings", someBooking(fields));
  }

  /**
   * @param {string} url
   * @param {Record<string, unknown>} [fields]
   */
  endpoint(url, fields) {
    return this.create("/webhook-endpoints", { url, events: ["*"], ...fields });
  }

  /**
   * Every item of a list, over all its pages.
   * @param {string} path
   * @returns {Promise<any[]>}
   */
  async all(path) {
    const items = [];
    let cursor = "";
    do {
      const joint = path.includes("?") ? "&" : "?";
      const page = await this.get(`${path}${joint}limit=200${cursor}`);
      items.push(...page.data);
      const { nextCursor } = page.pagination;
      cursor = nextCursor && `&cursor=${nextCursor}`;
    } while (cursor);
    return items;
  }
}

/** @param {Record<string, unknown>} [fields] */
export const someTrainee = (fields) => ({
  firstName: "Dana",
  lastName: "Reyes",
  email: `${randomUUID()}@example.com`,
  ...fields,
});

/**
 * On a simulator of its own, so that it clashes with no other.
 * @param {Record<string, unknown>} [fields]
 */
export const someBooking = (fields) => ({
  simulatorId: randomUUID(),
  startAt: "2031-06-02T13:00:00.000Z",
  endAt: "2031-06-02T17:00:00.000Z",
  sessionType: "TRAINING",
  ...fields,
});
