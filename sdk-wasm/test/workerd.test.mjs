// @ts-check
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const manifest = JSON.parse(
  readFileSync(join(here, "../package.json"), "utf8"),
);

test("every vector gets its verdict inside workerd, from the file that its condition names", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "webhooks-workerd-"));
  t.after(() => rmSync(folder, { recursive: true }));
  cpSync(join(here, "workerd"), folder, { recursive: true });
  cpSync(join(here, "../../tests/vectors.json"), join(folder, "vectors.json"));
  cpSync(
    join(here, "..", manifest.exports["."].workerd.default),
    join(folder, "workerd.js"),
  );
  cpSync(
    join(here, "../dist/sdk_wasm_bg.wasm"),
    join(folder, "sdk_wasm_bg.wasm"),
  );

  const workerd = createRequire(import.meta.url).resolve("workerd/bin/workerd");
  const output = execFileSync(workerd, ["test", join(folder, "config.capnp")], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 60_000,
  });
  assert.match(output, /\d\d vectors agree/);
});
