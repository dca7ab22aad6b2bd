// @ts-check
// What was sent is what is kept, compared and told, on the real database too.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { describe, test } from "node:test";
import { openCenter, someTrainee } from "./support/center.mjs";
import { useEdge } from "./support/edge.mjs";
import { sendBytes } from "./support/http.mjs";
import { assertProblem } from "./support/problems.mjs";
import { useReceiver } from "./support/receiver.mjs";

const edge = await useEdge();
const receiver = await useReceiver();
const hook = receiver.hook("/all");
const { live } = await openCenter(edge);
await live.endpoint(hook.url);

describe("a number", () => {
  // Each is the double that its text names, and no neighbour of it.
  for (const hours of [0.9666666666666667, 0.1 + 0.2, 8.111111111111112])
    test(`${hours} comes back, from each answer and in the event`, async () => {
      const training = await live.create("/fa-training", {
        userId: randomUUID(),
        aircraftType: "B737",
        trainingType: "RECURRENT",
        scheduledAt: "2031-06-10T14:00:00Z",
        programmedHours: hours,
      });
      const path = `/fa-training/${training.id}`;
      assert.equal(training.programmedHours, hours);
      assert.equal((await live.get(path)).programmedHours, hours);
      const [listed] = (await live.get("/fa-training?limit=1")).data;
      assert.equal(listed.programmedHours, hours);
      const { envelope } = await hook.until(
        ({ envelope }) => envelope.data.id === training.id,
      );
      assert.equal(envelope.data.programmedHours, hours);
      const changed = await live.patch(path, { programmedHours: hours + 1 });
      assert.equal(changed.programmedHours, hours + 1);
    });

  test("that is whole may be written with a fraction of zero", async () => {
    for (const [written, number] of [
      ["7.0", 7],
      ["1e0", 1],
      ["10.0", 10],
    ]) {
      const answer = await live.send("PUT", `/crew/${randomUUID()}`, {
        raw: `{"name": "A", "role": "PILOT", "safetySensitive": true, "seniorityNumber": ${written}}`,
      });
      assert.equal(answer.body.seniorityNumber, number, answer.text);
    }
  });
});

describe("a text in another case", () => {
  test("is the same address", async () => {
    await live.trainee({ email: "jürgen1@example.com", lastName: "Groß" });
    for (const email of ["JÜRGEN1@EXAMPLE.COM", "ju\u0308rgen1@example.com"])
      assertProblem(
        await live.send("POST", "/trainees", { json: someTrainee({ email }) }),
        "conflict",
        ["email"],
      );
    const other = await live.trainee({ email: "jurgen1@example.com" });
    const path = `/trainees/${other.id}`;
    const json = { email: "JÜRGEN1@example.com" };
    assertProblem(await live.send("PATCH", path, { json }), "conflict", [
      "email",
    ]);
  });

  test("is found", async () => {
    const user = randomUUID();
    const member = {
      name: "Łucja ΣΊΣΥΦΟΣ",
      role: "PILOT",
      safetySensitive: true,
    };
    await live.send("PUT", `/crew/${user}`, { json: member });
    for (const [list, q] of [
      ["/trainees", "GROSS"],
      ["/trainees", "JÜRGEN1"],
      ["/crew", "łUCJA σίσυφος"],
    ]) {
      const found = await live.get(`${list}?${new URLSearchParams({ q })}`);
      assert.equal(found.data.length, 1, q);
    }
  });
});

describe("a body", () => {
  const url = `${edge.url}/api/v1/trainees`;
  const head = [
    "POST /api/v1/trainees HTTP/1.1",
    `Host: ${new URL(url).host}`,
    `Authorization: Bearer ${live.token}`,
  ];
  const request = (/** @type {string[]} */ headers, body = "") =>
    [...head, ...headers, "", body].join("\r\n");

  test("with a name twice is refused, wherever that stands", async () => {
    for (const [path, raw, field] of [
      [
        "/webhook-endpoints",
        `{"url": "${hook.url}", "url": "${hook.url}", "events": ["*"]}`,
        "url",
      ],
      [
        "/invoices",
        '{"lineItems": [{"quantity": 1, "quantity": 2}]}',
        "lineItems[0].quantity",
      ],
    ])
      assertProblem(await live.send("POST", path, { raw }), "invalid_request", [
        field,
      ]);
  });

  test("of white space is none", async () => {
    const { id } = await live.trainee();
    for (const raw of ["\n", " \t\r\n"])
      for (const [method, path] of [
        ["PATCH", `/trainees/${id}`],
        ["POST", `/trainees/${id}/hold`],
      ])
        assertProblem(
          await live.send(method, path, { raw }),
          "invalid_request",
        );
  });

  for (const [name, value] of [
    ["content-type", "text/plain"],
    ["content-type", "application/xml"],
    ["content-type", "application/json; charset=utf-16"],
    ["content-encoding", "gzip"],
  ])
    test(`that says ${name}: ${value} is refused`, async () => {
      const raw = JSON.stringify(someTrainee());
      const headers = { [name]: value };
      assertProblem(
        await live.send("POST", "/trainees", { raw, headers }),
        "unsupported_media_type",
      );
    });

  test("that says that it is JSON, or says nothing, is taken", async () => {
    for (const lines of [
      [],
      ["Content-Type: application/json; charset=utf-8"],
      ["Content-Type: application/vnd.example+json"],
      ["Content-Encoding: identity"],
    ]) {
      const body = JSON.stringify(someTrainee());
      const length = `Content-Length: ${body.length}`;
      const answer = await sendBytes(url, request([...lines, length], body));
      assert.equal(answer.status, 201, answer.text);
    }
  });
});
