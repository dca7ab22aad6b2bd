// @ts-check

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { describe, test } from "node:test";
import { oneOfEach, openCenter } from "./support/center.mjs";
import { useEdge } from "./support/edge.mjs";
import { assertProblem } from "./support/problems.mjs";
import { useReceiver } from "./support/receiver.mjs";

const edge = await useEdge();
const receiver = await useReceiver();
const hook = receiver.hook("/all");
const center = await openCenter(edge);
const { live } = center;
const { trainee, booking, endpoint } = await oneOfEach(live, hook);

describe("a query", () => {
  const lists = () => [
    "/trainees",
    "/bookings",
    "/webhook-endpoints",
    `/webhook-endpoints/${endpoint.id}/deliveries`,
  ];

  for (const limit of ["0", "201", "-1", "1.5", "abc", "", "+1", "1e1", "９"]) {
    test(`with the limit "${limit}" is refused`, async () => {
      for (const list of lists()) {
        const query = new URLSearchParams({ limit });
        const answer = await live.send("GET", `${list}?${query}`);
        assertProblem(answer, "invalid_request", ["limit"]);
      }
    });
  }

  test("with a limit from 1 to 200 is answered", async () => {
    for (const limit of [1, 200])
      for (const list of lists()) {
        const page = await live.get(`${list}?limit=${limit}`);
        assert.equal(page.pagination.limit, limit);
      }
    const { pagination } = await live.get("/trainees");
    assert.deepEqual(pagination, { limit: 50, nextCursor: null });
  });

  test("with a damaged cursor is refused", async () => {
    const { pagination } = await live.get("/trainees?limit=1");
    const good = pagination.nextCursor;
    assert.equal((await live.get(`/trainees?cursor=${good}`)).data.length, 1);
    const inside = Buffer.from(good, "base64url").toString();
    const encode = (/** @type {string} */ text) =>
      Buffer.from(text).toString("base64url");
    for (const cursor of [
      "",
      "x",
      "null",
      good.slice(1),
      good.slice(0, 20),
      `${good}=`,
      `${good}!`,
      encode(inside.replace("2 ", "1 ")),
      encode(inside.replace(/ [0-9a-f]{16} /, ` ${"0".repeat(16)} `)),
      encode(inside.replace(/\d{4}-/, "xxxx-")),
      encode(`${inside}' OR 1=1 --`),
      encode(`${inside}\0`),
      encode(""),
      "A".repeat(5_000),
    ]) {
      const query = new URLSearchParams({ cursor });
      const answer = await live.send("GET", `/trainees?${query}`);
      assertProblem(answer, "invalid_request", ["cursor"]);
    }
  });

  /** @type {[string, string, string[]][]} */
  const refused = [
    ["an unknown filter", "/trainees?colour=red", ["colour"]],
    ["a filter of another list", "/trainees?simulatorId=x", ["simulatorId"]],
    ["two unknown filters", "/bookings?a=1&b=2", ["a", "b"]],
    ["a filter in other letters", "/bookings?Status=SCHEDULED", ["Status"]],
    ["a filter given twice", "/bookings?limit=1&limit=2", ["limit"]],
    ["an unknown status", "/bookings?status=DONE", ["status"]],
    ["an empty status", "/bookings?status=", ["status"]],
    ["another record's status", "/trainees?status=SCHEDULED", ["status"]],
    ["an id that is none", "/bookings?traineeId=1", ["traineeId"]],
    ["no instant", "/bookings?from=yesterday", ["from"]],
    ["a date for an instant", "/bookings?to=2031-06-02", ["to"]],
    ["an instant before 1970", "/bookings?to=1969-06-02T00:00:00Z", ["to"]],
    ["bytes that are no text", "/trainees?q=%FF", ["q"]],
    ["half a character", "/trainees?q=%F0%9F%9B", ["q"]],
    ["a name that is no text", "/trainees?%FF=1", ["%FF"]],
    ["an empty search", "/trainees?q=", ["q"]],
    ["a search too long", `/trainees?q=${"x".repeat(201)}`, ["q"]],
    ["parameters for one record", "/trainees/{id}?limit=1", ["limit"]],
  ];
  for (const [what, path, fields] of refused) {
    test(`with ${what} is refused and names the parameter`, async () => {
      const answer = await live.send("GET", path.replace("{id}", trainee.id));
      assertProblem(answer, "invalid_request", fields);
    });
  }

  test("with the cursor of another list or other filters is refused", async () => {
    const { pagination } = await live.get("/trainees?limit=1");
    for (const list of [...lists().slice(1), "/trainees?q=x", "/events"]) {
      const joint = list.includes("?") ? "&" : "?";
      const path = `${list}${joint}cursor=${pagination.nextCursor}`;
      const answer = await live.send("GET", path);
      assertProblem(answer, "invalid_request", ["cursor"]);
    }
  });

  test("with an instant of any offset is taken", async () => {
    for (const offset of ["Z", "+0000", "%2B0000", "+00", "+01:00", "-0700"])
      await live.get(`/bookings?from=2026-03-01T00:00:00${offset}`);
  });

  test("with strange bytes finds nothing, or is refused", async () => {
    for (const q of ["%00", "%25_", "'%22;--", "%F0%9F%9B%AB"]) {
      const answer = await live.send("GET", `/trainees?q=${q}`);
      if (answer.status === 200) assert.deepEqual(answer.body.data, []);
      else assertProblem(answer, "invalid_request");
    }
  });
});

describe("a path", () => {
  test("that is unknown is answered with 404", async () => {
    for (const path of [
      "/api",
      "/api/v1",
      "/api/v1/",
      "/api/v2/trainees",
      "/api/v1/trainees/",
      "/api/v1//trainees",
      "/api/v1/Trainees",
      "/api/v1/trainees/x/y/z",
      "/api/v1/trainees%00",
      "/api/v1/crew/",
      "/api/v1/webhook-deliveries/",
      "/admin",
      // Files for the worker alone.
      "/worker/openapi.json",
      "/worker/event-types.json",
    ])
      assertProblem(
        await edge.send("GET", path, { token: live.token }),
        "not_found",
      );
  });

  test("with an id that is none is answered with 404", async () => {
    for (const id of [
      "1",
      "%00",
      "..%2f",
      `${trainee.id}0`,
      trainee.id.toUpperCase(),
      randomUUID(),
      "%F0%9F%9B%AB",
      "x".repeat(3_000),
    ])
      for (const path of [`/trainees/${id}`, `/webhook-deliveries/${id}`])
        assertProblem(await live.send("GET", path), "not_found");
  });

  test("that does not take the method is answered with 405", async () => {
    for (const [method, path] of [
      ["PUT", "/trainees"],
      ["PURGE", "/trainees"],
      ["DELETE", "/trainees"],
      ["PATCH", "/bookings"],
      ["POST", `/trainees/${trainee.id}`],
      ["DELETE", `/bookings/${booking.id}`],
      ["GET", `/bookings/${booking.id}/start`],
      ["POST", "/openapi.json"],
      ["OPTIONS", "/trainees"],
    ])
      assertProblem(await live.send(method, path), "method_not_allowed");
  });
});

test("nothing that was refused has changed or told anything", async () => {
  assert.deepEqual(await live.get(`/trainees/${trainee.id}`), trainee);
  assert.deepEqual(await live.get(`/bookings/${booking.id}`), booking);
  const { secret, ...shown } = endpoint;
  assert.deepEqual(await live.get(`/webhook-endpoints/${shown.id}`), shown);
  assert.equal((await live.all("/trainees")).length, 2);
  assert.equal((await live.all("/bookings")).length, 1);
  const marker = await live.trainee();
  await hook.until(({ envelope }) => envelope.data.id === marker.id);
  assert.equal(hook.summary(), "trainee.created, trainee.created");
});
