// What npm would publish: its files, its size, its types, and what linters of packages say of it.
// @ts-check
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, test } from "node:test";
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
      "dist/edge-light.js",
      "dist/index.cjs",
      "dist/index.js",
      "dist/sdk_wasm_bg.wasm",
      "dist/workerd.js",
      "events.d.ts",
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
      ["index.js", "api.js"],
      ["index.cjs", "sdk_wasm_bg.wasm"],
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

  test("type-checks in both module formats, and refuses what is wrong", async () => {
    const calls = `
verify(Buffer.from(""), undefined, "s") satisfies boolean;
verify(new Uint8Array(), ["a"], ["s"]); verify("", "a", "s"); verify(new ArrayBuffer(0), null, "s");
// @ts-expect-error a parsed body
verify({ type: "booking.created" }, "a", "s");
// @ts-expect-error a secret that may be missing
verify("", "a", process.env.AA_WEBHOOK_SECRET);

declare const request: Request, node: import("node:http").IncomingMessage;
constructEvent("", new Map([["webhook-id", "a"]]), "s", { tolerance: 60, now: 1, allowUntimed: true });
constructEvent("", request.headers, ["old", "new"]);
const event = constructEvent("", node.headers, "s");
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
const created: EventOf<"trainee.created"> | undefined = undefined;
const types: EventType[] = ["webhook.test"];
// @ts-expect-error the signature alone
constructEvent("", "a", "s");
new Webhook(["s"]).explain({ parsed: true }, node.headers)[0]?.code satisfies string | undefined;
fetch("", { method: "POST", headers: sign("", "s", { id: "del_1" }) });
handleOnce(event.id, new MemoryStore({ limit: 5 }), async () => {}) satisfies Promise<"handled" | "done" | "in_progress">;
try {
} catch (error) {
  if (error instanceof WebhookVerificationError) error.reason satisfies Reason;
}
export { created, types };
`;
    const values =
      "constructEvent, handleOnce, MemoryStore, sign, verify, Webhook, WebhookVerificationError";
    const types = `import type { EventOf, EventType, Reason } from "@aviationalley/webhooks";`;
    writeFileSync(
      join(project, "a.mts"),
      `import { ${values} } from "@aviationalley/webhooks";\n${types}\n${calls}`,
    );
    writeFileSync(
      join(project, "b.cts"),
      `import { ${values} } from "@aviationalley/webhooks";\n${types}\n${calls}`,
    );
    const node = join(require.resolve("@types/node/package.json"), "../..");
    writeFileSync(
      join(project, "tsconfig.json"),
      JSON.stringify({
        compilerOptions: {
          module: "node16",
          target: "es2022",
          strict: true,
          noEmit: true,
          typeRoots: [node],
          types: ["node"],
        },
        files: ["a.mts", "b.cts"],
      }),
    );
    const tsc = require.resolve("typescript/bin/tsc");
    await run(process.execPath, [tsc, "-p", "."], project).catch(({ stdout }) =>
      assert.fail(stdout),
    );
  });
});

test("the types of events are those of the catalog", () => {
  runNow(process.execPath, [join(ROOT, "make-events.mjs"), "--check"], ROOT);
});

test("the package and the Rust workspace have one version", () => {
  const cargo = readFileSync(join(ROOT, "../Cargo.toml"), "utf8");
  assert.equal(manifest.version, cargo.match(/^version = "(.+)"$/m)?.[1]);
});
