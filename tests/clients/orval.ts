// What a program does with the client that orval made: create, page and patch.

import assert from "node:assert/strict";
import * as api from "./api.js";

const options = {
  headers: { Authorization: `Bearer ${process.env.AA_LIVE_KEY}` },
};

const made = await api.webhookEndpointsCreate(
  { url: "https://example.com/", events: ["booking.created"] },
  options,
);
assert.ok(made.status === 201, JSON.stringify(made.data));
const { id } = made.data;

async function patched(change: api.WebhookEndpointPatch) {
  const answer = await api.webhookEndpointsUpdate(id, change, options);
  assert.ok(answer.status === 200, JSON.stringify(answer.data));
  return answer.data;
}
assert.equal((await patched({ enabled: false })).enabled, false);
assert.equal((await patched({ description: "a test" })).enabled, false);
assert.equal((await patched({ description: null })).description, null);

const names: string[] = [];
let cursor: string | undefined;
let last = "";
do {
  const page = await api.bidPackagesList({ limit: 1, cursor }, options);
  assert.ok(page.status === 200, JSON.stringify(page.data));
  for (const { base, id } of page.data.data) {
    names.push(base);
    last = id;
  }
  cursor = page.data.pagination.nextCursor ?? undefined;
} while (cursor);
assert.deepEqual(names, ["SEA", "DEN"]);

const bids = await api.bidPackagesBidsList(last, undefined, options);
assert.ok(bids.status === 200, JSON.stringify(bids.data));
assert.equal(bids.data.data[0]?.rules?.[0]?.type, "AVOID_REDEYE");

const crew = await api.crewList(undefined, options);
assert.ok(crew.status === 200, JSON.stringify(crew.data));
assert.equal(crew.data.data[0]?.position, null);
