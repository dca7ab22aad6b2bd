// One delivery, signed here with node:crypto and nothing of the package.
// @ts-check
import { createHmac } from "node:crypto";

export const secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
export const otherSecret = "whsec_ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";

export const event = {
  id: "del_8f2c0d1e",
  type: "booking.created",
  centerId: "0b1f5b0e-6a55-4a68-9a0e-2f7f3c1d9e11",
  createdAt: "2026-05-31T14:03:22.000Z",
  data: { note: "✈️" },
};

export const body = JSON.stringify(event);

export const seconds = () => Math.floor(Date.now() / 1_000);

/**
 * @param {string | Uint8Array} body
 * @param {{ key?: string, id?: string, timestamp?: number }} [options]
 */
export function signed(
  body,
  { key = secret, id = event.id, timestamp = seconds() } = {},
) {
  const hmac = (/** @type {string | Buffer} */ key) =>
    createHmac("sha256", key);
  const decoded = Buffer.from(key.slice("whsec_".length), "base64");
  const timed = hmac(decoded).update(`${id}.${timestamp}.`).update(body);
  return {
    "content-type": "application/json",
    "webhook-id": id,
    "webhook-timestamp": `${timestamp}`,
    "webhook-signature": `v1,${timed.digest("base64")}`,
    "x-aviationalley-signature": hmac(key).update(body).digest("hex"),
    "x-aviationalley-delivery": id,
    "x-aviationalley-event": event.type,
  };
}
