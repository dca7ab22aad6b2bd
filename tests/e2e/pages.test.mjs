// @ts-check

import assert from "node:assert/strict";
import { test } from "node:test";
import { openCenter } from "./support/center.mjs";
import { useEdge } from "./support/edge.mjs";

const ROWS = 10_000;
const edge = await useEdge({ cron: false });

test("pages neither skip nor repeat among 10,000 trainees of one millisecond while others are added", async () => {
  await walksWhole("'2026-01-01T00:00:00.000Z'");
});

test("pages neither skip nor repeat among 10,000 trainees, each of its own second, while others are added", async () => {
  await walksWhole(
    "strftime('%Y-%m-%dT%H:%M:%fZ', 1767225600 + n, 'unixepoch')",
  );
});

/** @param {string} createdAt SQL over n */
async function walksWhole(createdAt) {
  const { id: center, live: before } = await openCenter(edge);
  await edge.rewrite(`
    WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < ${ROWS})
    INSERT INTO trainees (id, center_id, environment, created_at, updated_at, version, status, fields, facts)
    SELECT lower(printf('%08x-0000-4000-8000-', (n * 2654435761) % 4294967296) || hex(randomblob(6))), '${center}', 'live',
      ${createdAt}, ${createdAt}, 1, 'ACTIVE',
      json_object('firstName', 'A', 'lastName', 'B', 'email', n || '@example.com'), '{}' FROM numbers`);
  const seen = await walk(before, 200, async () => {
    for (let index = 0; index < 5; index += 1) await before.trainee();
  });
  const emails = new Set(seen.map(({ email }) => email));
  assert.equal(emails.size, seen.length, "a repeat");
  for (let n = 0; n < ROWS; n += 1)
    assert.ok(emails.has(`${n}@example.com`), `trainee ${n} was skipped`);
}

/**
 * All trainees, by pages of this limit, in the documented order.
 * @param {import("./support/center.mjs").Caller} caller
 * @param {number} limit
 * @param {() => Promise<void>} [between] done between two pages
 */
async function walk(caller, limit, between = async () => {}) {
  /** @type {any[]} */
  const seen = [];
  let cursor = "";
  do {
    const page = await caller.get(`/trainees?limit=${limit}${cursor}`);
    seen.push(...page.data);
    const { nextCursor } = page.pagination;
    cursor = nextCursor && `&cursor=${nextCursor}`;
    await between();
  } while (cursor);
  const keys = seen.map(({ createdAt, id }) => `${createdAt} ${id}`);
  assert.deepEqual(keys, [...keys].sort().reverse());
  return seen;
}
