// @ts-check
// A real Chromium, as it is installed.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after } from "node:test";
import { chromium } from "playwright-core";
import { chromium as executablePath } from "../../../sdk-wasm/test/support/page.mjs";

const AXE = readFileSync(
  createRequire(import.meta.url).resolve("axe-core/axe.min.js"),
  "utf8",
);

/** A browser for the tests of one file; undefined where none is installed. */
export async function useBrowser() {
  if (!executablePath) return undefined;
  const browser = await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic"],
  });
  after(() => browser.close());
  return browser;
}

/**
 * What axe finds on the page, in words.
 * @param {import("playwright-core").Page} page
 * @param {string[]} [rules] these alone
 * @returns {Promise<string[]>}
 */
export async function violations(page, rules) {
  if (!(await page.evaluate("'axe' in globalThis"))) await page.evaluate(AXE);
  return page.evaluate(async (rules) => {
    const axe = /** @type {any} */ (globalThis).axe;
    const tags = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"];
    const { violations } = await axe.run({
      runOnly: rules
        ? { type: "rule", values: rules }
        : { type: "tag", values: tags },
      resultTypes: ["violations"],
      preload: false,
    });
    return violations.flatMap((/** @type {any} */ { id, nodes }) =>
      nodes
        .slice(0, 3)
        .map((/** @type {any} */ { target }) => `${id}: ${target.join(" ")}`),
    );
  }, rules);
}
