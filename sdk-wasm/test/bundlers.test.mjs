// The packed package through bundlers: what each writes runs from a folder that has nothing else in it, and gives each
// shared case its answer.
// @ts-check
import assert from "node:assert/strict";
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { build } from "esbuild";
import { build as viteBuild } from "vite";
import { run } from "./support/packed.mjs";
import { chromium, inPage } from "./support/page.mjs";
import { agree, programs } from "./support/programs.mjs";

const { folder, forPage, forTerminal, requiringAll } = programs();
const require = createRequire(import.meta.url);
const skip = chromium === undefined && "Chromium is not installed";

function emptyFolder() {
  const empty = mkdtempSync(join(tmpdir(), "webhooks-bundle-"));
  after(() => rmSync(empty, { recursive: true }));
  return empty;
}

/**
 * What a bundle prints in Node, with nothing of the project in reach.
 * @type {(name: string, code: string) => Promise<string>}
 */
function runAlone(name, code) {
  const empty = emptyFolder();
  writeFileSync(join(empty, name), code);
  return run(process.execPath, [name], empty);
}

describe("esbuild", () => {
  /** @type {(entry: string, options: import("esbuild").BuildOptions) => Promise<string>} */
  async function bundle(entry, options) {
    const { outputFiles } = await build({
      absWorkingDir: folder,
      entryPoints: [entry],
      bundle: true,
      minify: true,
      write: false,
      logLevel: "error",
      ...options,
    });
    return /** @type {import("esbuild").OutputFile[]} */ (outputFiles)[0].text;
  }

  for (const entry of [forTerminal, requiringAll])
    for (const format of /** @type {const} */ (["esm", "cjs"]))
      for (const platform of /** @type {const} */ (["node", "browser"]))
        for (const conditions of [undefined, ["production"], ["node"]])
          test(`${entry} as ${format} for ${platform}, conditions: ${conditions ?? "its own"}`, async () => {
            const options = { format, platform, conditions };
            const name = format === "esm" ? "bundle.mjs" : "bundle.cjs";
            agree(await runAlone(name, await bundle(entry, options)));
          });

  test("in Chromium", { skip }, async () => {
    const options = { format: /** @type {const} */ ("esm") };
    agree(await inPage(await bundle(forPage, options)));
  });
});

describe("Vite", () => {
  /** @type {(entry: string, ssr: boolean) => Promise<string>} */
  async function bundle(entry, ssr) {
    const result = await viteBuild({
      root: folder,
      configFile: false,
      logLevel: "error",
      ssr: { noExternal: true },
      build: {
        write: false,
        minify: true,
        ssr,
        rollupOptions: { input: join(folder, entry) },
      },
    });
    const { output } = /** @type {import("vite").Rollup.RollupOutput} */ (
      [result].flat()[0]
    );
    assert.equal(output.length, 1);
    return output[0].code;
  }

  test("for a server", async () =>
    agree(await runAlone("bundle.mjs", await bundle(forTerminal, true))));
  test("in Chromium", { skip }, async () =>
    agree(await inPage(await bundle(forPage, false))),
  );
});

describe("@vercel/ncc", () => {
  const ncc = require.resolve("@vercel/ncc/dist/ncc/cli.js");
  for (const entry of [forTerminal, requiringAll])
    test(entry, async () => {
      const out = emptyFolder();
      const args = ["build", entry, "--no-cache", "--quiet", "--out", out];
      await run(process.execPath, [ncc, ...args], folder);
      const name = entry === forTerminal ? "index.mjs" : "index.cjs";
      agree(await run(process.execPath, [name], out));
    });
});

describe("Parcel, by its defaults", () => {
  const parcel = require.resolve("parcel/lib/bin.js");
  /** @type {(entry: string) => Promise<string>} */
  async function bundle(entry) {
    const out = emptyFolder();
    const flags = ["--no-cache", "--no-source-maps", "--no-autoinstall"];
    const args = ["build", entry, ...flags, "--dist-dir", out];
    await run(process.execPath, [parcel, ...args], folder, {
      PARCEL_WORKERS: "0",
    });
    const [file, ...others] = readdirSync(out);
    assert.deepEqual(others, []);
    return readFileSync(join(out, file), "utf8");
  }

  for (const entry of [forTerminal, requiringAll])
    test(entry, async () =>
      agree(await runAlone("bundle.cjs", await bundle(entry))),
    );
  test("in Chromium", { skip }, async () =>
    agree(await inPage(await bundle(forPage))),
  );
});
