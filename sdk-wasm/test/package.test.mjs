// What npm would publish, packed and installed into an empty project, without a network.
// @ts-check
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { runInNewContext } from "node:vm";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const require = createRequire(import.meta.url);

// RFC 4231, case 2.
const use = `verify("what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843", "Jefe")`;

/**
 * @param {string} command
 * @param {string[]} args
 * @param {string} cwd
 */
const run = (command, args, cwd) =>
  execFileSync(command, args, {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });

describe("the packed package", () => {
  const project = mkdtempSync(join(tmpdir(), "webhooks-package-"));
  /** @type {{ filename: string, unpackedSize: number, files: { path: string }[] }} */
  let packed;

  before(() => {
    [packed] = JSON.parse(
      run("npm", ["pack", "--json", "--pack-destination", project], root),
    );
    writeFileSync(join(project, "package.json"), '{ "private": true }');
    run(
      "npm",
      [
        "install",
        "--offline",
        "--no-audit",
        "--no-fund",
        `./${packed.filename}`,
      ],
      project,
    );
  });
  after(() => rmSync(project, { recursive: true }));

  test("holds the built files and nothing of ours", () => {
    assert.deepEqual(packed.files.map(({ path }) => path).sort(), [
      "README.md",
      "dist/index.cjs",
      "dist/index.d.cts",
      "dist/index.js",
      "dist/sdk_wasm_bg.wasm",
      "dist/workerd.js",
      "index.d.ts",
      "package.json",
    ]);
    assert(packed.unpackedSize < 150_000, `${packed.unpackedSize} bytes`);
  });

  test("works by import", () => {
    writeFileSync(
      join(project, "a.mjs"),
      `import { verify } from "@aviationalley/webhooks"; console.log(${use});`,
    );
    assert.equal(run(process.execPath, ["a.mjs"], project), "true\n");
  });

  test("works by require", () => {
    writeFileSync(
      join(project, "a.cjs"),
      `const { verify } = require("@aviationalley/webhooks"); console.log(${use});`,
    );
    assert.equal(run(process.execPath, ["a.cjs"], project), "true\n");
  });

  test("works in a page, bundled and minified, with nothing of Node's in reach", async () => {
    const { outputFiles } = await build({
      stdin: {
        contents: `import { verify } from "@aviationalley/webhooks"; out(${use});`,
        resolveDir: project,
      },
      bundle: true,
      minify: true,
      platform: "browser",
      write: false,
    });
    /** @type {unknown[]} */
    const seen = [];
    runInNewContext(outputFiles[0].text, {
      TextEncoder,
      WebAssembly,
      out: (/** @type {unknown} */ value) => seen.push(value),
    });
    assert.deepEqual(seen, [true]);
  });

  test("leaves no trace in a bundle that does not use it", async () => {
    const { outputFiles } = await build({
      stdin: {
        contents: `import "@aviationalley/webhooks";`,
        resolveDir: project,
      },
      bundle: true,
      format: "esm",
      platform: "browser",
      write: false,
      logLevel: "silent",
    });
    assert.equal(outputFiles[0].text.trim(), "");
  });

  test("type-checks in both module formats, and refuses a parsed body", () => {
    const calls = [
      `verify(Buffer.from(""), undefined, "s") satisfies boolean;`,
      `verify(new Uint8Array(), ["a"], "s"); verify("", "a", "s"); verify(new ArrayBuffer(0), null, "s");`,
      `// @ts-expect-error a parsed body`,
      `verify({ type: "booking.created" }, "a", "s");`,
      `// @ts-expect-error a secret that may be missing`,
      `verify("", "a", process.env.AA_WEBHOOK_SECRET);`,
      "",
    ].join("\n");
    writeFileSync(
      join(project, "a.mts"),
      `import { verify } from "@aviationalley/webhooks";\n${calls}`,
    );
    writeFileSync(
      join(project, "b.cts"),
      `import webhooks = require("@aviationalley/webhooks");\nconst { verify } = webhooks;\n${calls}`,
    );
    const node = join(require.resolve("@types/node/package.json"), "../..");
    writeFileSync(
      join(project, "tsconfig.json"),
      JSON.stringify({
        compilerOptions: {
          module: "node16",
          strict: true,
          noEmit: true,
          typeRoots: [node],
          types: ["node"],
        },
        files: ["a.mts", "b.cts"],
      }),
    );
    try {
      run(
        process.execPath,
        [require.resolve("typescript/bin/tsc"), "-p", "."],
        project,
      );
    } catch (error) {
      assert.fail(/** @type {{ stdout: string }} */ (error).stdout);
    }
  });
});

test("the package and the Rust workspace have one version", () => {
  const cargo = readFileSync(join(root, "../Cargo.toml"), "utf8");
  assert.equal(manifest.version, cargo.match(/^version = "(.+)"$/m)?.[1]);
});
