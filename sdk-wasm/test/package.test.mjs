// What npm would publish: its files, its size, its types, and what linters of packages say of it.
// @ts-check
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, mock, test } from "node:test";
import { runInNewContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { publint } from "publint";
import { installedProject, ROOT, run, runNow } from "./support/packed.mjs";

const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
const require = createRequire(import.meta.url);
const { folder: project, packed, tarball } = installedProject();

// RFC 4231, case 2.
const use = `verify("what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843", "Jefe")`;

describe("the packed package", () => {
  test("holds the built files and nothing of ours", () => {
    assert.deepEqual(packed.files.map(({ path }) => path).sort(), [
      "LICENSE",
      "README.md",
      "dist/api.js",
      "dist/cjs/api.js",
      "dist/cjs/module-1.js",
      "dist/cjs/module-2.js",
      "dist/cjs/package.json",
      "dist/edge-light.js",
      "dist/index.cjs",
      "dist/index.js",
      "dist/module-1.js",
      "dist/module-2.js",
      "dist/sdk_wasm_bg.wasm",
      "dist/workerd.js",
      "events.d.cts",
      "index.d.cts",
      "index.d.ts",
      "package.json",
    ]);
  });

  test("carries this repository's licence", () => {
    assert.equal(manifest.license, "MIT");
    const installed = join(project, "node_modules/@aviationalley/webhooks");
    assert.deepEqual(
      readFileSync(join(installed, "LICENSE")),
      readFileSync(join(ROOT, "../LICENSE")),
    );
  });

  test("depends on nothing", () => {
    for (const kind of [
      "dependencies",
      "peerDependencies",
      "optionalDependencies",
      "scripts",
    ])
      assert.equal(manifest[kind], undefined);
  });

  test("is a download of less than 70 KB, whichever runtime it is for", () => {
    assert(packed.size < 70_000, `${packed.size} bytes`);
  });

  test("costs whoever loads it less than 30 KB, gzipped", () => {
    const zipped = (/** @type {string} */ file) =>
      gzipSync(readFileSync(join(ROOT, "dist", file)), { level: 9 }).length;
    for (const files of [
      ["index.js", "api.js", "module-1.js", "module-2.js"],
      ["index.cjs", "cjs/api.js", "cjs/module-1.js", "cjs/module-2.js"],
      ["workerd.js", "api.js", "sdk_wasm_bg.wasm"],
      ["edge-light.js", "api.js", "sdk_wasm_bg.wasm"],
    ]) {
      const bytes = files.reduce((sum, file) => sum + zipped(file), 0);
      assert(bytes < 30_000, `${files}: ${bytes} bytes`);
    }
  });

  test("has nothing that publint minds", async () => {
    const { messages } = await publint({
      pkgDir: join(project, "node_modules/@aviationalley/webhooks"),
      pack: false,
      strict: true,
    });
    assert.deepEqual(messages, []);
  });

  test("has types that are right in every way of importing", async () => {
    const attw = join(
      require.resolve("@arethetypeswrong/cli/package.json"),
      "../dist/index.js",
    );
    await run(process.execPath, [attw, tarball, "--no-color"], project).catch(
      ({ stdout }) => assert.fail(stdout),
    );
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
      TextDecoder,
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

  test("can be spied on by its methods, and replaced by what is required", () => {
    const webhooks = require(join(project, "node_modules", manifest.name));
    const fake = () => true;
    for (const [owner, name] of [
      [webhooks, "verify"],
      [webhooks.Webhook.prototype, "constructEvent"],
    ]) {
      const spy = mock.method(owner, name, fake);
      assert.equal(owner[name](), true);
      spy.mock.restore();
      assert.throws(() => owner[name](), TypeError);
    }
  });

  test("exports to an import of the CommonJS file what it exports", async () => {
    const required = require(join(ROOT, "dist/index.cjs"));
    const imported = await import(join(ROOT, "dist/index.cjs"));
    for (const name of Object.keys(required))
      assert.equal(imported[name], required[name]);
  });
});

describe("types", () => {
  const values =
    "constructEvent, handleOnce, MemoryStore, sign, verify, Webhook, WebhookVerificationError";
  const imports = `import { ${values} } from "@aviationalley/webhooks";
import type { EventOf, EventType, Reason } from "@aviationalley/webhooks";
`;

  /**
   * Fails with what the compiler says.
   * @type {(tsc: string, files: Record<string, string>, options: object) => Promise<unknown>}
   */
  async function check(tsc, files, options) {
    const folder = join(project, "types");
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    for (const [name, text] of Object.entries(files))
      writeFileSync(join(folder, name), imports + text);
    const compilerOptions = { target: "es2022", strict: true, noEmit: true };
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({
        compilerOptions: { ...compilerOptions, ...options },
        files: Object.keys(files),
      }),
    );
    return run(process.execPath, [tsc, "-p", "."], folder).catch(({ stdout }) =>
      assert.fail(stdout),
    );
  }

  // What needs no types of Node's, which today's TypeScript alone can read.
  const everywhere = `
verify(new Uint8Array(), ["a"], ["s"]); verify("", "a", "s"); verify(new ArrayBuffer(0), null, "s"); verify(null, null, "s");
// @ts-expect-error a parsed body
verify({ type: "booking.created" }, "a", "s");
// @ts-expect-error nothing to sign
sign(null, "s");
// @ts-expect-error a body that was not awaited
verify(Promise.resolve(""), "a", "s");

declare const request: Request, env: Record<string, string | undefined>;
verify("", "a", env.AA_WEBHOOK_SECRET); new Webhook([env.OLD, env.NEW]); sign("", env.AA_WEBHOOK_SECRET);
constructEvent("", new Map([["webhook-id", "a"]]), "s", { tolerance: 60, now: 1, allowUntimed: true });
constructEvent("", null, "s");
constructEvent("", request.headers, ["old", "new"]);
const event = constructEvent("", { "webhook-id": "a", age: 7, cookie: ["a"] }, env.AA_WEBHOOK_SECRET);
switch (event.type) {
  case "booking.created":
    event.data.status satisfies "PENDING" | string;
    // @ts-expect-error an invoice's
    event.data.totalCents;
    break;
  case "invoice.paid":
    event.data.totalCents satisfies number;
    break;
  // @ts-expect-error no such type
  case "booking.exploded":
    break;
}
export const created: EventOf<"trainee.created"> | undefined = undefined;
export const types: EventType[] = ["webhook.test"];
// @ts-expect-error the signature alone
constructEvent("", "a", "s");
new Webhook(["s"]).explain({ parsed: true }, request.headers)[0]?.code satisfies string | undefined;
fetch("", { method: "POST", headers: sign("", "s", { id: "del_1" }) });
handleOnce(event.id, new MemoryStore({ limit: 5 }), async () => {}) satisfies Promise<"handled" | "done" | "in_progress">;
// As Jest's and Vitest's toThrow want a class.
const thrown: new (...args: any[]) => unknown = WebhookVerificationError;
const refusal = new WebhookVerificationError("no_match");
refusal.reason satisfies Reason;
// @ts-expect-error no such reason
new WebhookVerificationError("because");
try {
} catch (error) {
  if (error instanceof WebhookVerificationError) error.reason satisfies Reason;
}
`;

  test("are right in both module formats, and refuse what is wrong", async () => {
    const text = `${everywhere}
declare const node: import("node:http").IncomingMessage;
verify(Buffer.from(""), undefined, process.env.AA_WEBHOOK_SECRET) satisfies boolean;
constructEvent("", node.headers, process.env.AA_WEBHOOK_SECRET);
// @ts-expect-error the request itself
constructEvent(node, node.headers, "s");
`;
    const node = join(require.resolve("@types/node/package.json"), "../..");
    await check(
      require.resolve("typescript/bin/tsc"),
      { "a.mts": text, "b.cts": text },
      { module: "node16", typeRoots: [node], types: ["node"] },
    );
  });

  const ways = [
    { module: "node16", moduleResolution: "node16" },
    { module: "esnext", moduleResolution: "bundler" },
    { module: "commonjs", moduleResolution: "node" },
  ];
  for (const way of ways)
    test(`are right in the oldest TypeScript, 5.0, by ${way.moduleResolution}`, async () => {
      const tsc = require.resolve("typescript-5.0/bin/tsc");
      const names = way.module === "node16" ? ["a.mts", "b.cts"] : ["a.ts"];
      const files = Object.fromEntries(names.map((name) => [name, everywhere]));
      const strictest = {
        exactOptionalPropertyTypes: true,
        isolatedModules: true,
      };
      await check(tsc, files, { ...way, ...strictest, types: [] });
    });
});

test("the types of events are those of the catalog", () => {
  runNow(process.execPath, [join(ROOT, "make-events.mjs"), "--check"], ROOT);
  const catalog = join(ROOT, "../worker/event-types.json");
  const { data } = JSON.parse(readFileSync(catalog, "utf8"));
  const readme = readFileSync(join(ROOT, "README.md"), "utf8");
  assert(readme.includes(`a union of all ${data.length} types`));
});

test("the package and the Rust workspace have one version", () => {
  const cargo = readFileSync(join(ROOT, "../Cargo.toml"), "utf8");
  assert.equal(manifest.version, cargo.match(/^version = "(.+)"$/m)?.[1]);
});
