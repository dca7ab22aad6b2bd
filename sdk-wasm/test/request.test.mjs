// Whole requests: what constructEvent, explain and sign take in JavaScript. What they judge is in runtimes.test.mjs.
// @ts-check
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  constructEvent,
  explain,
  sign,
  verify,
  Webhook,
} from "@aviationalley/webhooks";
import {
  body,
  event,
  otherSecret,
  secret,
  seconds,
  signed,
} from "./support/delivery.mjs";
import { refuses } from "./support/refuses.mjs";

const headers = signed(body);

describe("every kind of raw body stands for its bytes", () => {
  for (const padding of [0, 100_000]) {
    const text = JSON.stringify({
      ...event,
      data: { note: "✈️".padEnd(padding) },
    });
    const bytes = new TextEncoder().encode(text);
    const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
    shared.set(bytes);
    const kinds = {
      "a string": text,
      "a Buffer": Buffer.from(text),
      "a Uint8Array": bytes,
      "an ArrayBuffer": bytes.buffer,
      "a DataView": new DataView(bytes.buffer),
      "a Uint8Array of shared memory": shared,
    };
    for (const [kind, body] of Object.entries(kinds)) {
      test(`${kind} of ${bytes.length}`, () => {
        assert.deepEqual(
          constructEvent(body, signed(text), secret),
          JSON.parse(text),
        );
        refuses(
          () => constructEvent(body, signed(`${text} `), secret),
          "no_match",
        );
      });
    }
  }

  test("what is not raw is refused with the mend", () => {
    for (const parsed of [event, {}, undefined, [event], Promise.resolve(body)])
      assert.throws(
        () => constructEvent(/** @type {any} */ (parsed), headers, secret),
        {
          name: "TypeError",
          message: /express\.raw.*arrayBuffer/,
        },
      );
  });

  test("half of a surrogate pair in a string is read as what was signed", () => {
    const text = JSON.stringify(event).replace("✈️", "\ud800");
    const { data } = /** @type {any} */ (
      constructEvent(text, signed(text), secret)
    );
    assert.equal(data.note, "\ufffd");
  });
});

describe("a request with nothing in it is a stranger's", () => {
  /** @type {Record<string, any>} */
  const requests = {
    "no body and no headers, as Lambda has them": [null, null],
    "no body, and headers of another's": [null, { host: "receiver.example" }],
    "a body, and no headers": [body, null],
    "an absent body": [undefined, {}],
    "an absent body and no headers": [undefined, null],
  };
  for (const [kind, [rawBody, headers]] of Object.entries(requests))
    test(kind, () =>
      refuses(() => constructEvent(rawBody, headers, secret), "missing_header"),
    );

  test("an absent body that comes with half a signature", () => {
    const { "webhook-id": _, ...half } = headers;
    const absent = /** @type {any} */ (undefined);
    refuses(() => constructEvent(absent, half, secret), "missing_header");
    const malformed = { ...headers, "webhook-timestamp": "today" };
    refuses(
      () => constructEvent(absent, malformed, secret),
      "malformed_header",
    );
  });

  test("one that was signed without a body is no event", () =>
    refuses(
      () => constructEvent(null, signed(new Uint8Array()), secret),
      "not_json",
    ));

  test("no signature of one is right", () => {
    for (const header of [
      undefined,
      null,
      headers["x-aviationalley-signature"],
    ])
      assert.equal(verify(null, header, secret), false);
  });
});

describe("options", () => {
  const old = signed(body, { timestamp: seconds() - 1_000 });

  test("the clock and the tolerance are these unless told", () => {
    refuses(() => constructEvent(body, old, secret), "timestamp_too_old");
    assert.deepEqual(
      constructEvent(body, old, secret, { tolerance: 1_100 }),
      event,
    );
    assert.deepEqual(
      constructEvent(body, old, secret, { tolerance: Infinity }),
      event,
    );
    assert.deepEqual(
      constructEvent(body, old, secret, { now: seconds() - 1_000.5 }),
      event,
    );
    refuses(
      () => constructEvent(body, headers, secret, { now: seconds() - 400 }),
      "timestamp_too_new",
    );
  });

  test("a delivery without a time is taken when asked for", () => {
    const { "x-aviationalley-signature": hex } = headers;
    const untimed = { "x-aviationalley-signature": hex };
    refuses(() => constructEvent(body, untimed, secret), "missing_header");
    assert.deepEqual(
      constructEvent(body, untimed, secret, { allowUntimed: true }),
      event,
    );
  });

  test("of a wrong type are the developer's mistake", () => {
    const wrong = [
      { now: NaN },
      { now: "1" },
      { now: new Date() },
      { now: Date.now() },
      { tolerance: -1 },
      { tolerance: NaN },
      { allowUntimed: "false" },
    ];
    for (const options of wrong)
      assert.throws(
        () =>
          constructEvent(body, headers, secret, /** @type {any} */ (options)),
        TypeError,
      );
  });
});

describe("secrets", () => {
  test("the old one and the new one are both accepted while they are rotated", () => {
    assert.deepEqual(
      constructEvent(body, signed(body, { key: otherSecret }), [
        secret,
        otherSecret,
      ]),
      event,
    );
    assert.deepEqual(
      constructEvent(body, headers, [secret, otherSecret]),
      event,
    );
    refuses(() => constructEvent(body, headers, otherSecret), "no_match");
  });

  test("that are missing or not whole are the developer's mistake, and no message holds them", () => {
    for (const wrong of [
      "",
      undefined,
      [],
      [secret, ""],
      "sesame",
      secret.slice(6),
      ` ${secret}`,
    ])
      for (const call of [
        () => constructEvent(body, headers, /** @type {any} */ (wrong)),
        () => sign(body, /** @type {any} */ (wrong)),
        () => new Webhook(/** @type {any} */ (wrong)),
      ])
        assert.throws(call, (error) => {
          assert(error instanceof TypeError);
          assert.match(error.message, /^the signing secret is /);
          assert.doesNotMatch(error.message, /sesame|AAEC/);
          return true;
        });
  });
});

test("what was signed is accepted, and is signed as deliveries are", () => {
  const { "content-type": _, ...expected } = signed(body, {
    timestamp: 1_780_236_202,
  });
  assert.deepEqual(sign(body, secret, { timestamp: 1_780_236_202 }), expected);
  assert.deepEqual(constructEvent(body, sign(body, secret), secret), event);
  assert.equal(sign(body, secret, { id: "del_2" })["webhook-id"], "del_2");
});

test("nothing is signed for a time that is not in seconds, or for an id that is no text", () => {
  const times = [Date.now(), -1, new Date(), "1780236202", NaN, null];
  for (const timestamp of /** @type {any[]} */ (times))
    assert.throws(() => sign(body, secret, { timestamp }), {
      name: "TypeError",
      message: /timestamp is not a time in seconds .* divide .* by 1000/,
    });
  for (const id of /** @type {any[]} */ ([7, null, {}]))
    assert.throws(() => sign(body, secret, { id }), {
      name: "TypeError",
      message: /id is a text/,
    });
});

test("a Webhook does all that the functions do", () => {
  const webhook = new Webhook([otherSecret, secret]);
  assert.equal(
    webhook.verify(body, headers["x-aviationalley-signature"]),
    true,
  );
  assert.deepEqual(webhook.constructEvent(body, headers), event);
  assert.deepEqual(webhook.explain(body, headers), []);
  assert.deepEqual(
    new Webhook(otherSecret).constructEvent(body, webhook.sign(body)),
    event,
  );
});

test("the memory may grow between two calls", () => {
  const long = JSON.stringify({ ...event, data: "\n".repeat(2_000_000) });
  for (const rawBody of [body, long, body])
    explain(rawBody, signed(rawBody), otherSecret);
  assert.deepEqual(constructEvent(body, headers, secret), event);
  const { "x-aviationalley-signature": hex } = headers;
  assert.equal(verify(body, hex, secret), true);
});

test("what one call leaves in the memory does not get into the next", () => {
  const long = JSON.stringify({
    ...event,
    data: { note: "x".repeat(200_000) },
  });
  assert.equal(
    verify(long, signed(long)["x-aviationalley-signature"], secret),
    true,
  );
  assert.deepEqual(constructEvent(body, headers, secret), event);
  assert.deepEqual(
    constructEvent(long, signed(long), secret),
    JSON.parse(long),
  );
  assert.deepEqual(constructEvent(body, headers, secret), event);
});
