// @ts-check
// What fails before an operation is found is answered with a problem too.

import { test } from "node:test";
import { ADMIN_TOKEN, useBareWorker } from "./support/bare.mjs";
import { send, sendBytes } from "./support/http.mjs";
import { assertProblem } from "./support/problems.mjs";

const url = await useBareWorker();

const CHUNKED = "Transfer-Encoding: chunked";

for (const [what, header, body] of [
  ["in a chunk whose size is no number", CHUNKED, "zz\r\n{}\r\n0\r\n\r\n"],
  ["in a chunk whose size is below zero", CHUNKED, "-2\r\n{}\r\n0\r\n\r\n"],
  ["in a chunk whose size is too small", CHUNKED, "1\r\n{}\r\n0\r\n\r\n"],
  [
    "in a chunk beyond all sizes",
    CHUNKED,
    `${"f".repeat(40)}\r\n{}\r\n0\r\n\r\n`,
  ],
  ["in a chunk that breaks off", CHUNKED, "20\r\n{}"],
  ["in chunks without an end", CHUNKED, "2\r\n{}\r\n"],
  ["that is shorter than it says", "Content-Length: 20", "{}"],
])
  test(`a body ${what} is refused`, async () => {
    const head = [
      "POST /admin/centers HTTP/1.1",
      `Host: ${new URL(url).host}`,
      `Authorization: Bearer ${ADMIN_TOKEN}`,
      header,
    ];
    const request = [...head, "", body].join("\r\n");
    const answer = await sendBytes(url, request);
    assertProblem(answer, "invalid_request", []);
  });

test("a worker that is set up wrongly says so to its log alone", async () => {
  const wrong = await useBareWorker({ RETRY_SCHEDULE: "soon" });
  assertProblem(await send(wrong), "internal_error");
});
