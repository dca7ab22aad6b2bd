// @ts-check
// Both signatures, computed by hand from their specifications.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";

/**
 * `X-AviationAlley-Signature`: hex, keyed with the text of the whole secret.
 * @param {Uint8Array} body
 * @param {string} secret
 */
export function aviationAlley(body, secret) {
  return createHmac("sha256", secret).update(body).digest("hex");
}

/**
 * `webhook-signature` of https://www.standardwebhooks.com: base64, keyed with the decoded secret.
 * @param {string} id
 * @param {string} timestamp
 * @param {Buffer} body
 * @param {string} secret
 */
export function standard(id, timestamp, body, secret) {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
  return `v1,${createHmac("sha256", key).update(signed).digest("base64")}`;
}

/**
 * Asserts all that the documentation and Standard Webhooks promise of one request.
 * @param {import("./receiver.mjs").Received} received
 * @param {string} secret
 */
export function assertContract({ method, headers, body, at }, secret) {
  assert.equal(method, "POST");
  assert.match(headers["content-type"], /^application\/json\b/);
  const envelope = JSON.parse(body.toString());
  const members = ["id", "type", "centerId", "createdAt", "data"];
  assert.deepEqual(Object.keys(envelope), members);
  assert.match(envelope.id, /^del_[0-9a-f]+$/);
  assert.match(
    envelope.centerId,
    /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  );
  assert.match(envelope.createdAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert.equal(headers["x-aviationalley-delivery"], envelope.id);
  assert.equal(headers["x-aviationalley-event"], envelope.type);
  assert.equal(
    headers["x-aviationalley-signature"],
    aviationAlley(body, secret),
  );

  const { "webhook-id": id, "webhook-timestamp": timestamp } = headers;
  assert.equal(id, envelope.id);
  assert.match(timestamp, /^\d+$/);
  const age = at - 1_000 * Number(timestamp);
  assert.ok(age > -1_000 && age < 5_000, `signed ${age} ms before it came`);
  assert.equal(
    headers["webhook-signature"],
    standard(id, timestamp, body, secret),
  );
  return envelope;
}
