// Programs that use the packed package as its users do, and tell whether each shared case got its answer.
// @ts-check
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { installedProject } from "./packed.mjs";

const imports = `import * as webhooks from "@aviationalley/webhooks";
import { report } from "./suite.mjs";
import vectors from "./vectors.json" with { type: "json" };
const answer = () => report(webhooks, vectors);`;

const requires = `const webhooks = require("@aviationalley/webhooks");
const vectors = require("./vectors.json");`;

/**
 * Ends with the test file that asked for it.
 * @param {string} [parent] the folder that they are in
 */
export function programs(parent) {
  const { folder } = installedProject(parent);
  /** @type {(name: string, text: string) => string} */
  const write = (name, text) => {
    writeFileSync(join(folder, name), text);
    return name;
  };
  return {
    folder,
    write,
    /** The start of a module that has the function `answer`. */
    imports,
    forPage: write("page.mjs", `${imports}\ntell(answer());`),
    forTerminal: write("terminal.mjs", `${imports}\nconsole.log(answer());`),
    forCommonJs: write(
      "terminal.cjs",
      `${requires}
import("./suite.mjs").then(({ report }) => console.log(report(webhooks, vectors)));`,
    ),
    /** For bundlers, which can require what Node before 22.12 could not. */
    requiringAll: write(
      "requiring-all.cjs",
      `${requires}
const { report } = require("./suite.mjs");
(globalThis.tell ?? console.log)(report(webhooks, vectors));`,
    ),
  };
}

export const agree = (/** @type {string} */ answer) =>
  assert.match(answer, /^\d{3} cases agree\n?$/);
