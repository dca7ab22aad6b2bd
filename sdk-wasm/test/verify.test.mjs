// @ts-check
import assert from "node:assert/strict";
import { createHmac, randomBytes } from "node:crypto";
import { describe, test } from "node:test";
import { runInNewContext } from "node:vm";
import { verify } from "@aviationalley/webhooks";

const secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const text = '{"type":"booking.created","data":{"note":"✈️"}}';

/** @param {string | NodeJS.ArrayBufferView} body */
const sign = (body) => createHmac("sha256", secret).update(body).digest("hex");

describe("every kind of raw body stands for its bytes", () => {
  const bytes = new TextEncoder().encode(text);
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  const padded = new Uint8Array(bytes.length + 20);
  padded.set(bytes, 7);

  /** @type {Record<string, Parameters<typeof verify>[0]>} */
  const bodies = {
    "a string": text,
    "a Buffer": Buffer.from(text),
    "a Uint8Array": bytes,
    "a Uint8Array inside a larger buffer": padded.subarray(7, 7 + bytes.length),
    "a Uint8ClampedArray": new Uint8ClampedArray(bytes),
    "a DataView inside a larger buffer": new DataView(
      padded.buffer,
      7,
      bytes.length,
    ),
    "an ArrayBuffer": bytes.slice().buffer,
    "a SharedArrayBuffer": shared.buffer,
    "a Uint8Array of shared memory": shared,
    "an ArrayBuffer of another realm": runInNewContext(
      "new Uint8Array(bytes).buffer",
      { bytes: [...bytes] },
    ),
    "a Uint8Array of another realm": runInNewContext("new Uint8Array(bytes)", {
      bytes: [...bytes],
    }),
  };
  for (const [kind, body] of Object.entries(bodies)) {
    test(kind, () => {
      assert.equal(verify(body, sign(text), secret), true);
      assert.equal(verify(body, sign(`${text} `), secret), false);
    });
  }

  test("a view of wider numbers is its bytes, not its numbers", () => {
    const numbers = new Uint16Array([1, 2, 40_000]);
    assert.equal(verify(numbers, sign(numbers), secret), true);
  });

  test("a string with a lone surrogate is what TextEncoder makes of it, as in node:crypto", () => {
    assert.equal(verify("\ud800", sign("\ud800"), secret), true);
  });
});

test("bodies of any size verify, one after the other", () => {
  for (const size of [
    0, 1, 63, 64, 65, 65_535, 65_536, 65_537, 5_000_000, 10, 1_000_000,
  ]) {
    const body = randomBytes(size);
    assert.equal(verify(body, sign(body), secret), true, `${size} bytes`);
    if (size === 0) continue;
    const signature = sign(body);
    body[size - 1] ^= 1;
    assert.equal(
      verify(body, signature, secret),
      false,
      `${size} bytes, one bit flipped`,
    );
  }
});

test("null is an empty body, as some servers have it", () => {
  assert.equal(verify(null, sign(""), secret), true);
  assert.equal(verify(null, sign(text), secret), false);
});

describe("a body that is not raw is refused with the mend", () => {
  const request = new Request("https://receiver.example", {
    method: "POST",
    body: text,
  });
  /** @type {Record<string, unknown>} */
  const bodies = {
    "a parsed object": JSON.parse(text),
    "the {} of a body parser that did not run": {},
    "an array": [1, 2],
    undefined,
    "a number": 7,
    "a boolean": true,
    "a String object": new String(text),
    "a Request": request,
    "a Promise": request.clone().text(),
    "a function": request.text,
    "a stream": request.body,
  };
  for (const [kind, body] of Object.entries(bodies)) {
    test(kind, () => {
      assert.throws(
        () => verify(/** @type {any} */ (body), sign(text), secret),
        (error) => {
          assert(error instanceof TypeError);
          assert.match(
            error.message,
            /raw body.*before any JSON\.parse.*express\.raw/,
          );
          return true;
        },
      );
    });
  }

  test("whatever the header is", () => {
    assert.throws(
      () => verify(/** @type {any} */ ({}), undefined, secret),
      TypeError,
    );
  });
});

describe("a header of any type is false, never an exception", () => {
  const trap = () => {
    throw new Error("looked into the header");
  };
  /** @type {Record<string, unknown>} */
  const headers = {
    undefined,
    null: null,
    true: true,
    "a number": 64,
    "a bigint": 64n,
    "a symbol": Symbol("header"),
    "a function": trap,
    "an object": {},
    "an object without a prototype": Object.create(null),
    "an array holding the signature": [sign(text)],
    "a String object": new String(sign(text)),
    "a Buffer of the signature": Buffer.from(sign(text)),
    "an object that says it is the signature": { toString: () => sign(text) },
    "a proxy that throws at every touch": new Proxy(
      {},
      { get: trap, has: trap, getPrototypeOf: trap },
    ),
    "a lone surrogate": "\udfff".repeat(64),
    "ten million characters": "é".repeat(10_000_000),
  };
  for (const [kind, header] of Object.entries(headers)) {
    test(kind, () => {
      assert.equal(verify(text, /** @type {any} */ (header), secret), false);
    });
  }

  test("and the next good one still verifies", () => {
    assert.equal(verify(text, sign(text), secret), true);
  });
});

describe("several secrets, while one is being rotated,", () => {
  const old = "whsec_ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";
  test("accept what any of them signed", () => {
    assert.equal(verify(text, sign(text), [old, secret]), true);
    assert.equal(verify(text, sign(text), [secret, old]), true);
    assert.equal(verify(text, sign(text), [old]), false);
  });
  test("are as wrong as the emptiest of them", () => {
    for (const secrets of [[], [secret, ""], [secret, undefined]])
      assert.throws(
        () => verify(text, sign(text), /** @type {any} */ (secrets)),
        TypeError,
      );
  });
  test("are looked at anew in each call", () => {
    const secrets = [old];
    assert.equal(verify(text, sign(text), secrets), false);
    secrets[0] = secret;
    assert.equal(verify(text, sign(text), secrets), true);
  });
});

describe("a missing secret is the developer's mistake", () => {
  for (const missing of ["", undefined, null, 7, Buffer.from(secret), {}]) {
    test(`${JSON.stringify(missing)}`, () => {
      for (const header of [sign(text), undefined]) {
        assert.throws(
          () => verify(text, header, /** @type {any} */ (missing)),
          {
            name: "TypeError",
            message: /signing secret is missing/,
          },
        );
      }
    });
  }
});

test("a character is not taken for another that shares its last byte", () => {
  const folded = [...sign(text)].map((digit) =>
    String.fromCharCode(0x100 + digit.charCodeAt(0)),
  );
  assert.equal(verify(text, folded.join(""), secret), false);
});

test("random headers of the right shape are false", () => {
  for (let n = 0; n < 2_000; n++) {
    assert.equal(verify(text, randomBytes(32).toString("hex"), secret), false);
    assert.equal(
      verify(text, randomBytes(n % 90).toString("latin1"), secret),
      false,
    );
  }
});
