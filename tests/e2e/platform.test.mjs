// @ts-check

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { describe, test } from "node:test";
import { ok, openCenter } from "./support/center.mjs";
import { useEdge } from "./support/edge.mjs";
import { assertProblem } from "./support/problems.mjs";
import { useReceiver } from "./support/receiver.mjs";

const edge = await useEdge();
const receiver = await useReceiver();
const { live } = await openCenter(edge);

describe("the OpenAPI document", () => {
  test("is served without a key: the committed one, with its server", async () => {
    const file = new URL("../../worker/openapi.json", import.meta.url);
    const answer = await edge.send("GET", "/api/v1/openapi.json");
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get("content-type"), "application/json");
    const committed = await readFile(file, "utf8");
    const here = committed.replaceAll("https://api.example.com", edge.url);
    assert.deepEqual(answer.body, JSON.parse(here));
    assert.match(answer.body.openapi, /^3\.0\./);
  });

  test("names no operation that answers without a key, except itself", async () => {
    const { body } = await edge.send("GET", "/api/v1/openapi.json");
    let operations = 0;
    for (const [path, item] of Object.entries(body.paths)) {
      const filled = path.replace(/\{[^}]+\}/g, () => randomUUID());
      // Documented as it stands behind the server's address, or whole.
      const base = new URL(body.servers?.[0]?.url ?? "/", edge.url).pathname;
      const whole = filled.startsWith("/api/") || filled.startsWith("/admin");
      const at = whole ? filled : base.replace(/\/$/, "") + filled;
      for (const method of ["get", "post", "patch", "put", "delete"]) {
        if (!item[method] || at === "/api/v1/openapi.json") continue;
        operations += 1;
        const answer = await edge.send(method.toUpperCase(), at);
        assertProblem(answer, "unauthorized");
      }
    }
    assert.ok(operations > 20, `only ${operations} operations`);
  });
});

describe("the database", () => {
  test("keeps, finds and tells every value as it was sent", async () => {
    const { live: caller } = await openCenter(edge);
    const hook = receiver.hook("/values");
    await caller.endpoint(hook.url, { events: ["booking.created"] });
    const trainees = [];
    for (let index = 0; index < 4; index += 1)
      trainees.push((await caller.trainee()).id);
    const traineeIds = trainees.reverse();
    for (const text of [
      "007",
      "1e5",
      "true",
      "null",
      '{"a":1}',
      "%_'\"\\",
      "‮ بنغازي ‬",
      "é as e\u0301",
      "👩‍✈️🛫",
      "\u2028\u2029\ufeff",
    ]) {
      const fields = { traineeIds, courseCode: text, notes: `${text}\n` };
      const made = await caller.booking(fields);
      const path = `/bookings/${made.id}`;
      assert.deepEqual({ ...made, ...fields }, made);
      for (const field of ["instructorId", "cancelReason", "actualEndAt"])
        assert.equal(made[field], null);
      assert.deepEqual(await caller.get(path), made);
      const told = await hook.until(
        ({ envelope: { data } }) => data.id === made.id,
      );
      assert.deepEqual(told.envelope.data, made);
      const query = new URLSearchParams({ q: text });
      const found = await caller.get(`/bookings?${query}`);
      const ids = found.data.map((/** @type {any} */ { id }) => id);
      assert.ok(ids.includes(made.id), `not found by ${query}`);
    }
  });

  test("keeps instants in UTC, whatever offset they came with", async () => {
    const { id } = await live.trainee();
    const booking = await live.booking({
      traineeIds: [id],
      startAt: "2032-02-29T01:30:00.1239+05:30",
      endAt: "2032-02-28T20:00:00-01:00",
    });
    assert.equal(booking.startAt, "2032-02-28T20:00:00.123Z");
    assert.equal(booking.endAt, "2032-02-28T21:00:00.000Z");
    assert.deepEqual(await live.get(`/bookings/${booking.id}`), booking);
    const inOffset = new URLSearchParams({
      from: "2032-02-28T21:00:00.123+01:00",
      to: "2032-02-28T20:00:00.124Z",
    });
    assert.deepEqual((await live.get(`/bookings?${inOffset}`)).data, [booking]);
  });

  test("takes a null away what was there, and keeps what was left out", async () => {
    const made = await live.trainee({
      phone: "+1 303 555 0100",
      employer: "X",
    });
    const path = `/trainees/${made.id}`;
    const changed = await live.patch(path, { phone: null });
    const { updatedAt } = changed;
    assert.deepEqual(changed, { ...made, phone: null, updatedAt });
    assert.ok(updatedAt > made.updatedAt);
    assert.deepEqual(await live.get(path), changed);
  });
});

describe("time zones", () => {
  test("decide which day a trainee is enrolled on", async () => {
    // At every hour of the day, one of these has another date than UTC.
    for (const timeZone of [
      "Pacific/Auckland",
      "Pacific/Kiritimati",
      "Pacific/Niue",
      "America/Denver",
      "UTC",
    ]) {
      const { live: caller } = await openCenter(edge, { timeZone });
      const format = new Intl.DateTimeFormat("sv-SE", { timeZone });
      const before = format.format();
      const { enrolledAt } = await caller.trainee();
      // Midnight may pass in between.
      assert.ok([before, format.format()].includes(enrolledAt), timeZone);
    }
  });

  test("that nobody knows are refused", async () => {
    for (const timeZone of ["Mars/Olympus", "", "+01:00", "UTC; DROP TABLE"]) {
      const answer = await edge.send("POST", "/admin/centers", {
        token: edge.adminToken,
        json: { name: "X", ownerEmail: "owner@center.example", timeZone },
      });
      assertProblem(answer, "unprocessable", ["timeZone"]);
    }
  });
});

describe("the operator's API", () => {
  test("answers nobody else, and knows no strangers", async () => {
    const json = { name: "X", ownerEmail: "owner@center.example" };
    for (const token of ["", "x", live.token, `${edge.adminToken}0`])
      assertProblem(
        await edge.send("POST", "/admin/centers", { token, json }),
        "unauthorized",
      );
    const token = edge.adminToken;
    const path = `/admin/centers/${randomUUID()}`;
    assertProblem(
      await edge.send("PATCH", path, { token, json: { name: "Y" } }),
      "not_found",
    );
    const keys = { name: "X", environment: "live", scopes: ["*"] };
    assertProblem(
      await edge.send("POST", `${path}/api-keys`, { token, json: keys }),
      "not_found",
    );
    const made = ok(
      await edge.send("POST", "/admin/centers", { token, json }),
      201,
    );
    assert.equal(made.timeZone, "UTC");
    for (const [change, field] of [
      [{ scopes: ["trainees:fly"] }, "scopes[0]"],
      [{ scopes: [] }, "scopes"],
      [{ expiresAt: "2020-01-01T00:00:00Z" }, "expiresAt"],
    ])
      assertProblem(
        await edge.send("POST", `/admin/centers/${made.id}/api-keys`, {
          token,
          json: { ...keys, .../** @type {object} */ (change) },
        }),
        "unprocessable",
        [`${field}`],
      );
  });
});
