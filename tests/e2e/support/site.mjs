// @ts-check
// The docs as they were built, to be compared with what is served.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../../scripts/wrangler.mjs";
import { site } from "../../../scripts/docs/build.mjs";

export const built = site();

/** Addresses of all pages. */
export const paths = built.pages.map(({ path }) => path);

/** @param {string} path of a page */
export const htmlOf = (path) =>
  readFileSync(join(ROOT, "build/site", `${path}.html`), "utf8");

/** @param {string} html */
export const idsOf = (html) =>
  new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));

/** @param {string} html @returns {string[]} */
export const linksOf = (html) =>
  [...html.matchAll(/ (?:href|src)="([^"]+)"/g)].map(([, link]) => link);
