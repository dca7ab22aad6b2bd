// What holds in every runtime: the cases that the Rust and Python packages are tested with as well. No imports, since it
// runs in all of them.
// @ts-check

/** @typedef {typeof import("@aviationalley/webhooks")} Package */
/** @typedef {{ name: string, secret: string, body: string, header: string, verdict: string }} HeaderCase */
/** @typedef {{ name: string, body: string, headers: [string, string][], secrets: string[], now: number, tolerance: number, allowUntimed: boolean }} RequestCase */
/**
 * @typedef {{
 *   aviationalley: HeaderCase[],
 *   standard: { name: string, secret: string, id: string, timestamp: number, body: string, header: string, verdict: string }[],
 *   events: (RequestCase & { verdict: string, reason: string | null })[],
 *   explanations: (RequestCase & { findings: string[] })[],
 *   signed: { name: string, body: string, id: string, timestamp: number, secrets: string[], headers: Record<string, string> }[],
 * }} Vectors
 */

/** @param {string} base64 */
const bytesOf = (base64) =>
  Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

/**
 * @param {Package} webhooks
 * @param {() => unknown} call
 */
function verdict({ WebhookVerificationError }, call) {
  try {
    return call() === false ? "invalid" : "valid";
  } catch (error) {
    if (error instanceof WebhookVerificationError)
      return `invalid: ${error.reason}`;
    return error instanceof TypeError ? "refused" : `${error}`;
  }
}

/**
 * Every case, as its name and the two answers that should be one.
 *
 * @param {Package} webhooks
 * @param {Vectors} vectors
 * @returns {Generator<{ name: string, actual: unknown, expected: unknown }>}
 */
export function* cases(webhooks, vectors) {
  for (const {
    name,
    secret,
    body,
    header,
    verdict: expected,
  } of vectors.aviationalley) {
    const actual = verdict(webhooks, () =>
      webhooks.verify(bytesOf(body), header, secret),
    );
    yield { name: `verify: ${name}`, actual, expected };
  }
  for (const {
    name,
    body,
    headers,
    secrets,
    verdict: expected,
    reason,
    ...options
  } of vectors.events) {
    const actual = verdict(webhooks, () =>
      webhooks.constructEvent(bytesOf(body), headers, secrets, options),
    );
    yield {
      name: `constructEvent: ${name}`,
      actual,
      expected: expected === "invalid" ? `invalid: ${reason}` : expected,
    };
  }
  for (const {
    name,
    body,
    headers,
    secrets,
    findings,
    ...options
  } of vectors.explanations) {
    const found = webhooks.explain(bytesOf(body), headers, secrets, options);
    yield {
      name: `explain: ${name}`,
      actual: found.map(({ code }) => code).join(),
      expected: findings.join(),
    };
  }
  for (const { name, body, secrets, headers, ...options } of vectors.signed) {
    const signed = webhooks.sign(bytesOf(body), secrets, options);
    const text = (/** @type {Record<string, string>} */ map) =>
      JSON.stringify(Object.entries(map).sort());
    yield {
      name: `sign: ${name}`,
      actual: text(signed),
      expected: text(headers),
    };
  }
  yield* standardCases(webhooks, vectors);
  yield* sizes(webhooks);
}

/**
 * The Standard Webhooks cases are of a header alone; here it comes with a request, whose other headers and body decide as
 * well. So what is valid there is at least signed here, and what is not is never let in.
 *
 * @param {Package} webhooks
 * @param {Vectors} vectors
 */
function* standardCases(webhooks, vectors) {
  for (const {
    name,
    secret,
    id,
    timestamp,
    body,
    header,
    verdict: expected,
  } of vectors.standard) {
    const headers = {
      "webhook-id": id,
      "webhook-timestamp": `${timestamp}`,
      "webhook-signature": header,
    };
    const actual = verdict(webhooks, () =>
      webhooks.constructEvent(bytesOf(body), headers, secret, {
        now: timestamp,
      }),
    );
    const signed = [
      "valid",
      "invalid: not_json",
      "invalid: unknown_shape",
      "invalid: header_mismatch",
    ].includes(actual);
    const unsigned = [
      "invalid: no_match",
      "invalid: malformed_header",
    ].includes(actual);
    yield {
      name: `webhook-signature: ${name}`,
      actual: signed ? "valid" : unsigned ? "invalid" : actual,
      expected:
        expected === "valid" && unsigned && !canBeOurs(id, timestamp)
          ? "invalid"
          : expected,
    };
  }
}

/** Standard Webhooks lets an id and a timestamp be more than a request of AviationAlley's has. */
function canBeOurs(/** @type {string} */ id, /** @type {number} */ timestamp) {
  return (
    /^[!-~]{1,255}$/.test(id) &&
    !id.includes(".") &&
    timestamp >= 0 &&
    timestamp <= 253_402_300_799
  );
}

/**
 * Bodies on both sides of the lengths from which the host's own crypto hashes them, in one call or two, as bytes and as a text.
 * @param {Package} webhooks
 */
function* sizes(webhooks) {
  const secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
  const next = "whsec_ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";
  for (const size of [
    127, 128, 129, 1_535, 1_536, 1_537, 5_440, 5_441, 16_303, 16_304, 16_320,
    16_321, 70_000, 1_000_000,
  ]) {
    const event = {
      id: "del_1",
      type: "booking.created",
      centerId: "c",
      createdAt: "2026-05-31T14:03:22.000Z",
      data: { note: "✈️" },
    };
    const bytes = new TextEncoder().encode(JSON.stringify(event)).length;
    event.data.note += "x".repeat(size - bytes);
    const text = JSON.stringify(event);
    for (const body of [text, new TextEncoder().encode(text)]) {
      const name = `${typeof body === "string" ? "text" : "bytes"} of ${size}`;
      const headers = webhooks.sign(body, secret);
      const actual = verdict(webhooks, () => {
        const { data } = webhooks.constructEvent(body, headers, [next, secret]);
        return JSON.stringify(data) === JSON.stringify(event.data);
      });
      yield { name: `constructEvent: ${name}`, actual, expected: "valid" };
      const hex = headers["x-aviationalley-signature"];
      yield {
        name: `verify: ${name}`,
        actual: webhooks.verify(body, hex, [next, secret]),
        expected: true,
      };
      yield {
        name: `verify: ${name}, of another`,
        actual: webhooks.verify(body, hex, next),
        expected: false,
      };
      const other = { ...headers, "webhook-id": "del_2" };
      yield {
        name: `constructEvent: ${name}, of another`,
        actual: verdict(webhooks, () =>
          webhooks.constructEvent(body, other, secret),
        ),
        expected: "invalid: no_match",
      };
    }
  }
}

/**
 * One line for people: how many cases agree, or the names of those that do not.
 *
 * @param {Package} webhooks
 * @param {Vectors} vectors
 */
export function report(webhooks, vectors) {
  const all = [...cases(webhooks, vectors)];
  const wrong = all.filter(({ actual, expected }) => actual !== expected);
  if (wrong.length === 0) return `${all.length} cases agree`;
  return `${wrong.length} cases disagree:\n${wrong.map(({ name, actual, expected }) => `${name}: ${actual}, not ${expected}`).join("\n")}`;
}
