// What explain finds in JavaScript. What it finds in every language is among the shared cases, in runtimes.test.mjs.
// @ts-check
import assert from "node:assert/strict";
import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { Readable } from "node:stream";
import { describe, test } from "node:test";
import { explain, sign } from "@aviationalley/webhooks";
import {
  body,
  event,
  otherSecret,
  secret,
  signed,
} from "./support/delivery.mjs";

const headers = signed(body);

describe("explain", () => {
  /** @type {(...request: Parameters<typeof explain>) => string[]} */
  const codes = (...request) => explain(...request).map(({ code }) => code);

  test("says nothing of what is accepted", () =>
    assert.deepEqual(codes(body, headers, secret), []));
  const request = new Request("https://receiver.example", {
    method: "POST",
    body,
  });
  /** @type {Record<string, [unknown, string]>} */
  const notRaw = {
    "that was parsed": [event, "body_parsed"],
    "that was parsed into a list": [[event], "body_parsed"],
    "that nothing has read": [undefined, "body_missing"],
    "that was not awaited": [request.clone().text(), "body_not_awaited"],
    "of a method that was not called": [request.text, "body_not_awaited"],
    "that is a Request": [request, "body_request"],
    "that is a Response": [new Response(body), "body_request"],
    "that is a Blob": [new Blob([body]), "body_request"],
    "that is a request of Node's": [
      new IncomingMessage(new Socket()),
      "body_request",
    ],
    "that is Lambda's event": [{ headers: {}, body }, "body_request"],
    "that is a web stream": [new Blob([body]).stream(), "body_stream"],
    "that is a stream of Node's": [Readable.from([body]), "body_stream"],
    "that comes in parts": [(async function* () {})(), "body_stream"],
  };
  for (const [kind, [rawBody, code]] of Object.entries(notRaw))
    test(`recognises a body ${kind}`, () => {
      const [{ message }] = explain(rawBody, headers, secret);
      assert.deepEqual(codes(rawBody, headers, secret), [code]);
      assert.throws(() => sign(/** @type {any} */ (rawBody), secret), {
        name: "TypeError",
        message,
      });
    });
  test("null is no body to sign", () =>
    assert.throws(() => sign(/** @type {any} */ (null), secret), {
      name: "TypeError",
      message: /null: nothing has read the request/,
    }));
  test("says that an empty request is a stranger's", () =>
    assert.deepEqual(codes(null, null, secret), ["missing_header"]));
  test("recognises one that was parsed and serialized again", () => {
    assert.deepEqual(codes(JSON.stringify(event, null, 2), headers, secret), [
      "no_match",
      "body_reserialized",
    ]);
  });
  test("recognises a newline at the end", () => {
    assert.deepEqual(codes(`${body}\n`, headers, secret), [
      "no_match",
      "body_newline_added",
    ]);
  });
  test("recognises another's secret, and whitespace around it", () => {
    assert.deepEqual(codes(body, headers, otherSecret), [
      "no_match",
      "wrong_secret",
    ]);
    assert.deepEqual(codes(body, headers, `${secret}\n`), [
      "secret_whitespace",
    ]);
  });
  test("says that there is no secret", () =>
    assert.deepEqual(codes(body, headers, undefined), ["secret_missing"]));
});
