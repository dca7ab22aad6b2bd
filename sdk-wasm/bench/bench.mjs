// How fast the package is beside the documented snippet over node:crypto and beside npm's standardwebhooks.
//   node sdk-wasm/bench/bench.mjs [--check]     --check fails where a goal is missed
// @ts-check
import crypto from "node:crypto";
import { readFileSync } from "node:fs";
import { Webhook, sign, verify } from "@aviationalley/webhooks";
import { Webhook as StandardWebhook } from "standardwebhooks";
import { eventBody } from "./bodies.mjs";
import { measure } from "./measure.mjs";

const secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const sizes = {
  "256 B": 256,
  "1 KiB": 1_024,
  "16 KiB": 16_384,
  "1 MiB": 1_048_576,
};
const goals = {
  keyed: { "256 B": 0.6, "1 KiB": 1.05, "16 KiB": 1.05, "1 MiB": 1.05 },
  oneShot: { "256 B": 0.8, "1 KiB": 1.05, "16 KiB": 1.05, "1 MiB": 1.05 },
  standard: 8,
};

/** @type {(rawBody: Buffer, signatureHeader: string, secret: string) => boolean} the page's, as it stands */
function snippet(rawBody, signatureHeader, secret) {
  const expected = crypto
    .createHmac("sha256", secret)
    .update(rawBody) // the raw request body, before JSON.parse
    .digest("hex");
  return crypto.timingSafeEqual(
    Buffer.from(expected),
    Buffer.from(signatureHeader),
  );
}

const webhook = new Webhook(secret);
const standard = new StandardWebhook(secret);
/** @type {string[]} */
const missed = [];

/** @type {(measured: number, goal: number, isBest: (a: number, b: number) => boolean, what: string) => string} */
function judged(measured, goal, keeps, what) {
  if (!keeps(measured, goal))
    missed.push(`${what}: ${measured.toFixed(2)}, goal ${goal}`);
  return `${measured.toFixed(2)}x`;
}
const atMost = (/** @type {number} */ a, /** @type {number} */ b) => a <= b;
const atLeast = (/** @type {number} */ a, /** @type {number} */ b) => a >= b;

console.log(
  `node ${process.version}, ${cpu()}; medians of 31 rounds in turns\n`,
);

const rows = Object.entries(sizes).map(([name, size]) => {
  const size_ = /** @type {keyof typeof sizes} */ (name);
  const body = eventBody(size);
  const headers = sign(body, secret);
  const hex = headers["x-aviationalley-signature"];
  const timed = Object.fromEntries(
    Object.entries(headers).filter(([header]) => header.startsWith("webhook-")),
  );

  const bodyOnly = measure({
    snippet: () => snippet(body, hex, secret),
    keyed: () => webhook.verify(body, hex),
    oneShot: () => verify(body, hex, secret),
  });
  // Both verify one signature and check its age.
  const parsed = measure({
    ours: () => webhook.constructEvent(body, timed),
    theirs: () => standard.verify(body, timed),
  });
  const unparsed = measure({
    ours: () => webhook.verify(body, hex),
    theirs: () => standard.verify(body, timed, { jsonParse: false }),
  });
  const all = measure(
    { ours: () => webhook.constructEvent(body, headers) },
    100,
  );

  return {
    body: name,
    "snippet, µs": (bodyOnly.snippet.ns / 1e3).toFixed(1),
    "keyed verify": judged(
      bodyOnly.keyed.ratio,
      goals.keyed[size_],
      atMost,
      `keyed, ${name}`,
    ),
    "one-shot verify": judged(
      bodyOnly.oneShot.ratio,
      goals.oneShot[size_],
      atMost,
      `one-shot, ${name}`,
    ),
    "standardwebhooks / keyed, neither parses": judged(
      unparsed.theirs.ratio,
      goals.standard,
      atLeast,
      `standardwebhooks, ${name}`,
    ),
    "standardwebhooks / constructEvent, both parse": `${parsed.theirs.ratio.toFixed(2)}x`,
    "constructEvent, both signatures, µs": (all.ours.ns / 1e3).toFixed(1),
  };
});
console.table(rows);

if (missed.length > 0) console.log(`missed:\n  ${missed.join("\n  ")}`);
if (process.argv.includes("--check") && missed.length > 0) process.exit(1);

function cpu() {
  const model = /^model name\s*:\s*(.+)$/m.exec(
    readFileSync("/proc/cpuinfo", "utf8"),
  );
  return model?.[1] ?? process.arch;
}
