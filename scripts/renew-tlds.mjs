// Renews the list of top-level domains under which a webhook's host may stand, from the npm package `tlds`, which is
// IANA's list: npm install --save-dev --save-exact tlds@latest && node scripts/renew-tlds.mjs

import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { domainToASCII } from "node:url";

const require = createRequire(import.meta.url);
/** @type {string[]} */
const names = require("tlds");
const { version } = JSON.parse(
  await readFile(require.resolve("tlds/package.json"), "utf8"),
);
const today = new Date().toISOString().slice(0, 10);
const list = names.map((name) => domainToASCII(name)).sort();
const file = new URL(
  "../worker/src/webhooks/delivery/target/tlds.txt",
  import.meta.url,
);
await writeFile(
  file,
  `# IANA's top-level domains as of tlds ${version}, taken on ${today}\n${list.join("\n")}\n`,
);
