// @ts-check

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { describe, test } from "node:test";
import { openCenter, someBooking, someTrainee } from "./support/center.mjs";
import { useEdge } from "./support/edge.mjs";
import { sendChunks } from "./support/http.mjs";
import { assertProblem } from "./support/problems.mjs";
import { useReceiver } from "./support/receiver.mjs";

const edge = await useEdge();
const receiver = await useReceiver();
const hook = receiver.hook("/all");
const { live } = await openCenter(edge);
const trainee = await live.trainee();
const booking = await live.booking({ traineeIds: [trainee.id] });
await live.endpoint(hook.url);
const stored = await contents();

/** All that a refused request could have changed. */
async function contents() {
  const paths = ["/trainees", "/bookings", "/webhook-endpoints"];
  return JSON.stringify(await Promise.all(paths.map((path) => live.all(path))));
}

describe("a body", () => {
  const unreadable = {
    "cut short": '{"firstName": "Dana"',
    "that is no JSON": "firstName=Dana",
    "with a trailing comma": '{"firstName": "Dana",}',
    "of two documents": "{}{}",
    "that is an array": "[]",
    "that is null": "null",
    "that is a string": '"Dana"',
    "with a lone surrogate": '{"firstName": "\\ud800"}',
    "with a raw NUL": '{"firstName": "a\0b"}',
    "nested too deep": `{"firstName": ${"[".repeat(200_000)}`,
    "nested too deep, and closed": `{"firstName": ${"[".repeat(400_000)}${"]".repeat(400_000)}}`,
    "with a number out of range": '{"firstName": 1e999}',
    "in UTF-16": Buffer.from('{"firstName": "Dana"}', "utf16le"),
    "that is no UTF-8": Buffer.from('{"firstName": "\xff\xfe"}', "latin1"),
    "with a byte-order mark": "\ufeff{}",
  };
  for (const [what, raw] of Object.entries(unreadable)) {
    test(`${what} is refused`, async () => {
      const bytes = new Uint8Array(Buffer.from(raw));
      for (const [method, path] of [
        ["POST", "/trainees"],
        ["PATCH", `/trainees/${trainee.id}`],
        ["POST", `/bookings/${booking.id}/cancel`],
        ["POST", "/webhook-endpoints"],
      ])
        assertProblem(
          await live.send(method, path, { raw: bytes }),
          "invalid_request",
        );
    });
  }

  /** @type {[string, () => unknown, string[]][]} */
  const wrongTrainees = [
    ["no field", () => ({}), ["firstName"]],
    ["a number for a text", () => someTrainee({ lastName: 7 }), ["lastName"]],
    ["null for a text", () => someTrainee({ lastName: null }), ["lastName"]],
    ["an object for a text", () => someTrainee({ phone: { a: 1 } }), ["phone"]],
    [
      "an instant for a date",
      () => someTrainee({ enrolledAt: "2026-01-02T00:00:00Z" }),
      ["enrolledAt"],
    ],
    [
      "a date that is none",
      () => someTrainee({ enrolledAt: "2026-02-30" }),
      ["enrolledAt"],
    ],
    [
      "unknown fields",
      () => someTrainee({ firstname: "x", "\u0000": 1 }),
      ["\u0000", "firstname"],
    ],
    [
      "fields of the server's",
      () => someTrainee({ id: randomUUID(), status: "GRADUATED" }),
      ["id", "status"],
    ],
    [
      "__proto__",
      () =>
        JSON.parse(
          JSON.stringify(someTrainee()).replace("{", '{"__proto__": {},'),
        ),
      ["__proto__"],
    ],
  ];
  for (const [what, make, fields] of wrongTrainees) {
    test(`of a trainee with ${what} is refused and names the field`, async () => {
      const answer = await live.send("POST", "/trainees", { json: make() });
      assertProblem(answer, "invalid_request", fields);
    });
  }

  /** @type {[string, Record<string, unknown>, string][]} */
  const wrongBookings = [
    ["no UUID", { simulatorId: "sim-1" }, "simulatorId"],
    ["no instant", { startAt: "tomorrow" }, "startAt"],
    [
      "an instant without an offset",
      { startAt: "2031-06-02T13:00:00" },
      "startAt",
    ],
    ["a number for an instant", { startAt: 1_900_000_000 }, "startAt"],
    ["an unknown session type", { sessionType: "training" }, "sessionType"],
    ["one id for a list", { traineeIds: randomUUID() }, "traineeIds"],
    ["a wrong id in a list", { traineeIds: ["x"] }, "traineeIds[0]"],
  ];
  for (const [what, change, field] of wrongBookings) {
    test(`of a booking with ${what} is refused and names the field`, async () => {
      const json = someBooking({ traineeIds: [trainee.id], ...change });
      const answer = await live.send("POST", "/bookings", { json });
      assertProblem(answer, "invalid_request", [field]);
    });
  }

  /** @type {[string, Record<string, unknown>, string[]][]} */
  const brokenRules = [
    ["ends before it begins", { endAt: "2031-06-02T12:00:00Z" }, ["endAt"]],
    ["lasts more than a day", { endAt: "2031-06-03T13:00:00.001Z" }, ["endAt"]],
    ["has no trainee", { traineeIds: [] }, ["traineeIds"]],
    ["has an unknown trainee", { traineeIds: [randomUUID()] }, ["traineeIds"]],
    ["has notes of spaces only", { notes: "   " }, ["notes"]],
    ["has notes without end", { notes: "x".repeat(4_001) }, ["notes"]],
    [
      "breaks two rules",
      { endAt: "2031-06-02T12:00:00Z", courseCode: "" },
      ["courseCode", "endAt"],
    ],
  ];
  for (const [what, change, fields] of brokenRules) {
    test(`of a booking that ${what} breaks a rule`, async () => {
      const json = someBooking({ traineeIds: [trainee.id], ...change });
      const answer = await live.send("POST", "/bookings", { json });
      assertProblem(answer, "unprocessable", fields);
    });
  }

  test("of a change with a status or an unknown field is refused", async () => {
    for (const [path, json, field] of [
      [`/bookings/${booking.id}`, { status: "COMPLETED" }, "status"],
      [`/bookings/${booking.id}`, { note: "x" }, "note"],
      [`/bookings/${booking.id}`, { notes: 7 }, "notes"],
      [`/trainees/${trainee.id}`, { email: null }, "email"],
    ]) {
      const answer = await live.send("PATCH", `${path}`, { json });
      assertProblem(answer, "invalid_request", [`${field}`]);
    }
  });

  test("of a transition with the wrong input is refused", async () => {
    const path = `/bookings/${booking.id}`;
    for (const [verb, json, code, field] of /** @type {const} */ ([
      ["start", { now: true }, "invalid_request", "now"],
      ["cancel", {}, "invalid_request", "cancelReason"],
      ["cancel", { cancelReason: 7 }, "invalid_request", "cancelReason"],
      ["cancel", { cancelReason: " " }, "unprocessable", "cancelReason"],
    ])) {
      const answer = await live.send("POST", `${path}/${verb}`, { json });
      assertProblem(answer, code, [field]);
    }
    for (const verb of ["complete", "no-show"])
      assertProblem(
        await live.send("POST", `${path}/${verb}`, { json: {} }),
        "invalid_transition",
      );
  });

  test("of a webhook endpoint that no one should post to is refused", async () => {
    for (const url of [
      "ftp://example.com",
      "http://example.com",
      "https://10.0.0.1/",
      "https://user:password@example.com/",
      "/relative",
      "",
    ]) {
      const json = { url, events: ["*"] };
      const answer = await live.send("POST", "/webhook-endpoints", { json });
      assertProblem(answer, "unprocessable", ["url"]);
    }
    for (const [events, code, field] of /** @type {const} */ ([
      [[], "unprocessable", "events"],
      [["*", "booking.created"], "unprocessable", "events"],
      [["booking.exploded"], "invalid_request", "events[0]"],
      ["*", "invalid_request", "events"],
    ])) {
      const json = { url: hook.url, events };
      const answer = await live.send("POST", "/webhook-endpoints", { json });
      assertProblem(answer, code, [field]);
    }
  });

  test("longer than a mebibyte is refused, whether it says its length or not", async () => {
    const json = someTrainee({ employer: "x".repeat(2_000_000) });
    const raw = JSON.stringify(json);
    assertProblem(
      await live.send("POST", "/trainees", { raw }),
      "payload_too_large",
    );
    const chunks = raw.match(/[^]{1,65536}/g) ?? [];
    const url = `${edge.url}/api/v1/trainees`;
    const headers = { authorization: `Bearer ${live.token}` };
    assertProblem(
      await sendChunks(url, { method: "POST", headers, chunks }),
      "payload_too_large",
    );
    // Who may not call at all learns that first.
    const stranger = `aa_live_${"0".repeat(32)}`;
    assertProblem(
      await live.send("POST", "/trainees", { raw, token: stranger }),
      "unauthorized",
    );
  });

  test("of just a mebibyte is read, and refused for what it says", async () => {
    const fields = someTrainee();
    const withEmployer = (/** @type {number} */ length) =>
      JSON.stringify({ ...fields, employer: "x".repeat(length) });
    const room = 1024 * 1024 - withEmployer(0).length;
    assertProblem(
      await live.send("POST", "/trainees", { raw: withEmployer(room) }),
      "unprocessable",
      ["employer"],
    );
    assertProblem(
      await live.send("POST", "/trainees", { raw: withEmployer(room + 1) }),
      "payload_too_large",
    );
  });
});

test("nothing that was refused has changed or told anything", async () => {
  assert.equal(await contents(), stored);
  const marker = await live.trainee();
  await hook.until(({ envelope }) => envelope.data.id === marker.id);
  assert.equal(hook.received.length, 1, hook.summary());
  const endpoint = JSON.parse(stored)[2][0].id;
  const path = `/webhook-endpoints/${endpoint}/deliveries`;
  assert.equal((await live.all(path)).length, 1);
});
