// What a program does with the types that openapi-typescript made: create, page and patch.

import assert from "node:assert/strict";
import createClient from "openapi-fetch";
import type { components, paths } from "./api.js";

const client = createClient<paths>({
  baseUrl: process.env.AA_SERVER,
  headers: { Authorization: `Bearer ${process.env.AA_LIVE_KEY}` },
});

const made = await client.POST("/webhook-endpoints", {
  body: { url: "https://example.com/", events: ["booking.created"] },
});
assert.ok(made.data, made.error?.detail);
const { id, secret }: { id: string; secret: string } = made.data;
assert.match(secret, /^whsec_/);

async function patched(
  body: components["schemas"]["WebhookEndpointPatch"],
): Promise<components["schemas"]["WebhookEndpoint"]> {
  const params = { path: { id } };
  const answer = await client.PATCH("/webhook-endpoints/{id}", {
    params,
    body,
  });
  assert.ok(answer.data, answer.error?.detail);
  return answer.data;
}
assert.equal((await patched({ enabled: false })).enabled, false);
assert.equal((await patched({ description: "a test" })).enabled, false);
assert.equal((await patched({ description: null })).description, null);

const names: string[] = [];
let cursor: string | undefined;
let last = "";
do {
  const query = { limit: 1, cursor };
  const page = await client.GET("/bid-packages", { params: { query } });
  assert.ok(page.data, page.error?.detail);
  for (const { base, id } of page.data.data) {
    names.push(base);
    last = id;
  }
  cursor = page.data.pagination.nextCursor ?? undefined;
} while (cursor);
assert.deepEqual(names, ["SEA", "DEN"]);

const path = { id: last };
const bids = await client.GET("/bid-packages/{id}/bids", { params: { path } });
assert.equal(bids.data?.data[0]?.rules?.[0]?.type, "AVOID_REDEYE");

const crew = await client.GET("/crew", {});
const position: "CA" | "FO" | "FA" | null | undefined =
  crew.data?.data[0]?.position;
assert.equal(position, null);
