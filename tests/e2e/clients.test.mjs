// @ts-check
// What openapi-python-client and openapi-typescript make of the document compiles, and creates, pages and patches.

import { join } from "node:path";
import { test } from "node:test";
import { ROOT } from "../../scripts/wrangler.mjs";
import { TSC, TSC_OPTIONS, likeAModule, workshop } from "./support/clients.mjs";
import { useEdge } from "./support/edge.mjs";

const edge = await useEdge();

test("openapi-python-client", async (t) => {
  const { run } = await workshop(edge, t, "openapi_python_client.py");
  await run(
    ...["openapi-python-client", "generate", "--fail-on-warning"],
    ...["--path", "openapi.json"],
    ...["--meta", "none", "--output-path", "aviationalley_client"],
  );
  await run("python", "openapi_python_client.py");
});

test("openapi-typescript", async (t) => {
  const { folder, run } = await workshop(edge, t, "openapi_typescript.ts");
  await likeAModule(folder);
  const cli = "tests/clients/node_modules/openapi-typescript/bin/cli.js";
  const node = process.execPath;
  await run(node, join(ROOT, cli), "openapi.json", "-o", "api.d.ts");
  await run(node, TSC, ...TSC_OPTIONS, "openapi_typescript.ts");
  await run(node, "openapi_typescript.js");
});

test("what the document allows is accepted, or refused by a rule that it states", async (t) => {
  const { run } = await workshop(edge, t, "positive.py");
  const { stdout } = await run("python", "positive.py");
  t.diagnostic(stdout.trim());
});
