// Whatever comes in: nothing is thrown but what is documented, and node:crypto never disagrees.
// FAST_CHECK_RUNS=100000 looks longer.
// @ts-check
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { describe, test } from "node:test";
import {
  constructEvent,
  explain,
  verify,
  WebhookVerificationError,
} from "@aviationalley/webhooks";
import fc from "fast-check";
import { event, secret, signed } from "./support/delivery.mjs";

const bounds = {
  numRuns: Number(process.env.FAST_CHECK_RUNS ?? 500),
  // So that the search for a smaller example ends as well.
  interruptAfterTimeLimit: process.env.FAST_CHECK_RUNS ? undefined : 15_000,
};
const NAMES = Object.keys(signed(""));

/** Bytes on both sides of the length from which the host's own crypto is asked. */
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.uint8Array({ minLength: 600, maxLength: 3_000 }),
);
const bodies = fc.oneof(
  bytes,
  fc.string({ unit: "binary", maxLength: 2_000 }),
  fc.json(),
  fc
    .record({
      id: fc.string(),
      type: fc.string(),
      centerId: fc.string(),
      createdAt: fc.string(),
      data: fc.object(),
    })
    .map((record) => JSON.stringify(record)),
);
const secrets = fc.string({ minLength: 1, unit: "binary" });

/** @type {(secret: string, body: string | Uint8Array) => string} */
const hmac = (secret, body) =>
  createHmac("sha256", secret).update(body).digest("hex");

/** @param {() => unknown} call */
function documented(call) {
  try {
    call();
  } catch (error) {
    assert(error instanceof WebhookVerificationError, `${error}`);
    assert.match(error.reason, /^[a-z_]+$/);
  }
}

describe("verify", () => {
  test("accepts what node:crypto signs with any secret, and no other secret's", () => {
    const pairs = fc
      .tuple(secrets, secrets)
      .filter(([a, b]) => hmac(a, "") !== hmac(b, ""));
    fc.assert(
      fc.property(bodies, pairs, (body, [mine, other]) => {
        assert.equal(verify(body, hmac(mine, body), mine), true);
        assert.equal(verify(body, hmac(mine, body), [other, mine]), true);
        assert.equal(verify(body, hmac(mine, body), other), false);
      }),
      bounds,
    );
  });

  test("agrees with node:crypto about one changed bit of a body", () => {
    fc.assert(
      fc.property(bytes, fc.nat(), fc.nat(7), (body, at, bit) => {
        if (body.length === 0) return;
        const signature = hmac(secret, body);
        body[at % body.length] ^= 1 << bit;
        assert.equal(verify(body, signature, secret), false);
      }),
      bounds,
    );
  });

  test("answers true or false to any header", () => {
    fc.assert(
      fc.property(
        bodies,
        fc.oneof(
          fc.anything(),
          fc.string({ unit: "binary", minLength: 64, maxLength: 64 }),
        ),
        (body, header) => {
          assert.equal(
            verify(body, /** @type {any} */ (header), secret),
            false,
          );
        },
      ),
      bounds,
    );
  });
});

describe("constructEvent", () => {
  const values = fc.oneof(fc.string({ unit: "binary" }), fc.anything());
  const anyHeaders = fc.dictionary(
    fc.oneof(fc.constantFrom(...NAMES), fc.string()),
    values,
  );

  test("throws nothing but its own error, whatever the headers and the body are", () => {
    fc.assert(
      fc.property(
        bodies,
        anyHeaders,
        fc.boolean(),
        (body, headers, allowUntimed) => {
          documented(() =>
            constructEvent(body, /** @type {any} */ (headers), secret, {
              allowUntimed,
            }),
          );
          explain(body, /** @type {any} */ (headers), secret);
        },
      ),
      bounds,
    );
  });

  test("throws nothing but its own error for any body that is signed, and gives what JSON.parse gives", () => {
    fc.assert(
      fc.property(bodies, fc.string({ unit: "binary" }), (body, note) => {
        documented(() => constructEvent(body, signed(body), secret));
        const text = JSON.stringify({ ...event, data: { [note]: note } });
        // Half of a surrogate pair, escaped, is no text; that is refused.
        if (note.isWellFormed())
          assert.deepEqual(
            constructEvent(text, signed(text), secret),
            JSON.parse(text),
          );
        else documented(() => constructEvent(text, signed(text), secret));
      }),
      bounds,
    );
  });

  test("refuses a delivery with any one header changed", () => {
    const body = JSON.stringify(event);
    const names = NAMES.filter((name) => name !== "content-type");
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.string({ unit: "binary" }),
        (name, value) => {
          const headers = /** @type {Record<string, string>} */ (signed(body));
          if (
            headers[name] === value ||
            (name === "webhook-signature" &&
              value.split(" ").includes(headers[name]))
          )
            return;
          assert.throws(
            () => constructEvent(body, { ...headers, [name]: value }, secret),
            WebhookVerificationError,
          );
        },
      ),
      bounds,
    );
  });
});
