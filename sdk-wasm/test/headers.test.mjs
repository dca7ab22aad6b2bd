// The headers of a request, in whatever a framework has them.
// @ts-check
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  constructEvent,
  WebhookVerificationError,
} from "@aviationalley/webhooks";
import { body, event, secret, signed } from "./support/delivery.mjs";
import { refuses } from "./support/refuses.mjs";

const headers = signed(body);

describe("headers are taken as any framework has them", () => {
  const capitals = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]),
  );
  /** @type {Record<string, any>} */
  const kinds = {
    "Node's object": headers,
    "an object without a prototype": Object.assign(
      Object.create(null),
      headers,
    ),
    "names in capitals": capitals,
    "values as lists": Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, [value]]),
    ),
    "Fetch's Headers": new Headers(headers),
    "a Map": new Map(Object.entries(capitals)),
    "a list of pairs": Object.entries(headers),
    "an iterator of pairs": new Headers(headers).entries(),
  };
  for (const [kind, headers] of Object.entries(kinds)) {
    test(kind, () =>
      assert.deepEqual(constructEvent(body, headers, secret), event),
    );
  }

  test("two of one name are one that is malformed, in whatever they come", () => {
    const twice = new Headers(headers);
    twice.append("Webhook-Id", event.id);
    const both = { ...headers, "Webhook-Id": event.id };
    const list = { ...headers, "webhook-id": [event.id, event.id] };
    for (const headers of [twice, both, list, Object.entries(both)])
      refuses(() => constructEvent(body, headers, secret), "malformed_header");
  });

  test("a character is not taken for another that shares its last byte", () => {
    for (const [name, value] of Object.entries(headers)) {
      if (name === "content-type") continue;
      const folded = value.replace(/.$/, (last) =>
        String.fromCharCode(0x100 + last.charCodeAt(0)),
      );
      assert.throws(
        () => constructEvent(body, { ...headers, [name]: folded }, secret),
        WebhookVerificationError,
      );
    }
  });

  test("what is no text counts as missing", () => {
    for (const value of [undefined, null, 7, {}, [], [7]])
      refuses(
        () =>
          constructEvent(
            body,
            /** @type {any} */ ({ ...headers, "webhook-id": value }),
            secret,
          ),
        "missing_header",
      );
  });

  test("no headers at all are the developer's mistake", () => {
    for (const wrong of [
      undefined,
      headers["webhook-signature"],
      7,
      ["webhook-id", "x"],
    ])
      assert.throws(
        () => constructEvent(body, /** @type {any} */ (wrong), secret),
        {
          name: "TypeError",
          message: /headers of the request are needed/,
        },
      );
  });
});
