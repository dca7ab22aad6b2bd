// Where WebAssembly is missing or forbidden: the import works, and each first call says what to do.
// @ts-check
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createContext, runInContext } from "node:vm";
import { build } from "esbuild";
import { run } from "./support/packed.mjs";
import { chromium, inPage } from "./support/page.mjs";
import { programs } from "./support/programs.mjs";

const { folder, write } = programs();

const ask = `const secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const { constructEvent, explain, sign, verify, Webhook } = webhooks;
const calls = {
  verify: () => verify("", "", secret),
  constructEvent: () => constructEvent("", {}, secret),
  explain: () => explain("", {}, secret),
  sign: () => sign("", secret),
  Webhook: () => new Webhook(secret),
  again: () => verify("", "", secret),
};
const said = Object.entries(calls).map(([name, call]) => {
  try {
    return name + " answers " + call();
  } catch (error) {
    return name + " throws " + error.name + ": " + error.message;
  }
}).join("\\n");
`;
const byImport = `import * as webhooks from "@aviationalley/webhooks";\n${ask}`;
const forTerminal = write("ask.mjs", `${byImport}console.log(said);`);
const forCommonJs = write(
  "ask.cjs",
  `const webhooks = require("@aviationalley/webhooks");\n${ask}console.log(said);`,
);

function helps(/** @type {string} */ said) {
  const lines = said.trim().split("\n");
  assert.equal(lines.length, 6, said);
  for (const line of lines)
    assert.match(
      line,
      /^\w+ throws TypeError: @aviationalley\/webhooks is WebAssembly .*React Native.*'wasm-unsafe-eval'.*workerd or edge-light\.$/,
    );
}

/** @type {(tail: string) => Promise<string>} */
async function bundled(tail) {
  const { outputFiles } = await build({
    stdin: { contents: byImport + tail, resolveDir: folder },
    bundle: true,
    write: false,
  });
  return outputFiles[0].text;
}

for (const file of [forTerminal, forCommonJs])
  test(`node --jitless ${file}`, async () =>
    helps(await run(process.execPath, ["--jitless", file], folder)));

describe("an engine", () => {
  /** @type {(globals: string, options?: object) => Promise<string>} */
  async function evaluate(globals, options) {
    const context = createContext({}, options);
    runInContext(globals, context);
    runInContext(await bundled("globalThis.said = said;"), context);
    return /** @type {any} */ (context).said;
  }

  test("without WebAssembly and the classes of UTF-8, as Hermes", async () =>
    helps(await evaluate("delete globalThis.WebAssembly;")));
  test("that does not compile bytes", async () =>
    helps(await evaluate("", { codeGeneration: { wasm: false } })));
});

const skip = chromium === undefined && "Chromium is not installed";
test("a page with a strict Content-Security-Policy", { skip }, async () =>
  helps(await inPage(await bundled("tell(said);"), "")),
);
