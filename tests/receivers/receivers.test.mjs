// @ts-check
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { site } from "../../scripts/docs/build.mjs";
import { codeBlocks } from "../../scripts/docs/prose.mjs";
import { allLanguages, verifyWith, verifyWithSnippets } from "./run.mjs";

/** @typedef {{ name: string, expected: boolean, delivery: import("./run.mjs").Delivery }} Case */

/** @type {{ name: string, secret: string, body: string, header: string, verdict: string }[]} */
const vectors = JSON.parse(
  readFileSync(new URL("../vectors.json", import.meta.url), "utf8"),
).aviationalley;

/** @type {Case[]} */
const cases = vectors
  // The snippets do not notice an empty secret; only the packages refuse it.
  .filter(({ verdict }) => verdict !== "refused")
  .flatMap(({ name, secret, body, header, verdict }) => {
    const delivery = { body, signature: header, secret };
    const given = { name, expected: verdict === "valid", delivery };
    return given.expected ? [given, ...tampered(given)] : [given];
  });

/**
 * @param {Case} good
 * @returns {Case[]}
 */
function tampered({ name, delivery }) {
  const longer = Buffer.concat([
    Buffer.from(delivery.body, "base64"),
    Buffer.from("\n"),
  ]);
  /** @type {Record<string, Partial<import("./run.mjs").Delivery>>} */
  const changes = {
    "another body": { body: longer.toString("base64") },
    "another secret": { secret: `${delivery.secret}x` },
    "no header": { signature: null },
    "a header cut short": { signature: `${delivery.signature}`.slice(0, -1) },
  };
  return Object.entries(changes).map(([how, change]) => ({
    name: `${name}, with ${how}`,
    expected: false,
    delivery: { ...delivery, ...change },
  }));
}

test("the page's snippets give every vector its verdict, in every language there is", async (t) => {
  const verdicts = await verifyWithSnippets(
    cases.map(({ delivery }) => delivery),
  );

  for (const [language, given] of Object.entries(verdicts)) {
    await t.test(`${language}: ${given.length} deliveries`, () => {
      const wrong = cases.filter(({ expected }, n) => given[n] !== expected);
      assert.deepEqual(
        wrong.map(({ name }) => name),
        [],
      );
    });
  }

  const missing = allLanguages.filter((language) => !(language in verdicts));
  for (const language of missing) {
    t.diagnostic(`not run, since it is not installed: ${language}`);
  }
  const required =
    process.env.CI === "true" ? allLanguages : ["node", "python"];
  assert.deepEqual(
    required.filter((language) => missing.includes(language)),
    [],
    "snippets that must run here and cannot",
  );
});

test("the functions of the docs give the same verdicts, and never throw", async () => {
  const { pages } = site();
  const { markdown } =
    /** @type {import("../../scripts/docs/layout.mjs").Page} */ (
      pages.find(({ path }) => path === "/docs/verify")
    );
  const sources = codeBlocks(markdown)
    .filter(({ file }) => file?.startsWith("verify."))
    .map(({ label, text }) => [`${label}`.toLowerCase(), text]);
  assert.deepEqual(
    sources.map(([name]) => name).sort(),
    [...allLanguages].sort(),
  );

  const [good] = cases.filter(({ expected }) => expected);
  const strange = [
    null,
    "",
    "ab",
    "é".repeat(64),
    "\u{1f6e9}",
    "0".repeat(10_000),
  ];
  const all = [
    ...cases,
    ...strange.map((signature) => ({
      name: `a header ${JSON.stringify(signature)}`,
      expected: false,
      delivery: { ...good.delivery, signature },
    })),
  ];
  const verdicts = await verifyWith(
    Object.fromEntries(sources),
    all.map(({ delivery }) => delivery),
  );
  assert.ok(verdicts.node && verdicts.python);
  for (const [language, given] of Object.entries(verdicts)) {
    const wrong = all.filter(({ expected }, n) => given[n] !== `${expected}`);
    assert.deepEqual(
      wrong.map(({ name }) => name),
      [],
      language,
    );
  }
});
