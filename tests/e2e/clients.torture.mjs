// @ts-check
// What orval and openapi-generator's Go, Java and Python make of the document compiles, and creates, pages and patches.
// Needs a JDK.

import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { ROOT } from "../../scripts/wrangler.mjs";
import { TSC, TSC_OPTIONS, likeAModule, workshop } from "./support/clients.mjs";
import { useEdge } from "./support/edge.mjs";

const skip = process.env.TORTURE === "1" ? false : "set TORTURE=1";
const edge = await useEdge();

/**
 * @param {import("node:test").TestContext} t
 * @param {string} program
 * @param {string} language
 * @param {...string} options
 */
async function generated(t, program, language, ...options) {
  const made = await workshop(edge, t, program);
  await made.run(
    ...["openapi-generator-cli", "generate", "-q"],
    ...["-i", "openapi.json", "-g", language, "-o", language, ...options],
  );
  return made;
}

test("orval", { skip }, async (t) => {
  const { folder, run } = await workshop(edge, t, "orval.ts");
  await likeAModule(folder);
  const baseUrl = `${edge.url}/api/v1`;
  const output = { target: "api.ts", client: "fetch", mode: "single", baseUrl };
  const config = { api: { input: "openapi.json", output } };
  const text = `module.exports = ${JSON.stringify(config)};`;
  await writeFile(join(folder, "orval.config.cjs"), text);
  const cli = "tests/clients/node_modules/orval/dist/bin/orval.js";
  const node = process.execPath;
  await run(node, join(ROOT, cli), "--config", "orval.config.cjs");
  await run(node, TSC, ...TSC_OPTIONS, "orval.ts");
  await run(node, "orval.js");
});

test("openapi-generator: Python", { skip }, async (t) => {
  const name = "--additional-properties=packageName=aviationalley_client";
  const program = "openapi_generator.py";
  const { run } = await generated(t, program, "python", name);
  await run("env", "PYTHONPATH=python", "python", program);
});

test("openapi-generator: Go", { skip }, async (t) => {
  const program = "openapi_generator.go";
  const { folder, run } = await generated(
    ...[t, program, "go"],
    // Two enums have an ACTIVE; the generator's own option keeps them apart.
    "--additional-properties=packageName=aviationalley,enumClassPrefix=true",
    ...["--git-host", "example.com", "--git-user-id", ""],
    ...["--git-repo-id", "aviationalley"],
  );
  const module = `module example.com/program
go 1.23
require example.com/aviationalley v0.0.0
replace example.com/aviationalley => ./go
`;
  await writeFile(join(folder, "go.mod"), module);
  await writeFile(
    join(folder, "go/go.mod"),
    "module example.com/aviationalley\ngo 1.23\n",
  );
  await run("go", "run", "-mod=mod", program);
});

test("openapi-generator: Java", { skip }, async (t) => {
  const program = "OpenapiGenerator.java";
  const name = "com.aviationalley";
  // Without the option about containers, a patch sends an empty array for each that nobody set.
  const { folder, run } = await generated(
    ...[t, program, "java", "--library", "native"],
    `--additional-properties=invokerPackage=${name},apiPackage=${name}.api,modelPackage=${name}.model,openApiNullable=false,containerDefaultToNull=true`,
  );
  // An annotation that newer JDKs lack. All else that the client imports is in the generator's own jar.
  const annotation = join(folder, "java/src/main/java/javax/annotation");
  await mkdir(annotation, { recursive: true });
  const text = `package javax.annotation;
    public @interface Generated { String value(); String date(); String comments(); }`;
  await writeFile(join(annotation, "Generated.java"), text);
  const { stdout } = await run(
    ...["python", "-c"],
    "import openapi_generator_cli as cli; print(cli.__path__[0])",
  );
  const jar = join(stdout.trim(), "openapi-generator.jar");
  const files = await readdir(join(folder, "java/src/main/java"), {
    recursive: true,
  });
  const sources = files
    .filter((file) => file.endsWith(".java"))
    .map((file) => join("java/src/main/java", file));
  await writeFile(join(folder, "sources"), [...sources, program].join("\n"));
  const path = ["-cp", jar];
  await run("javac", "-nowarn", "-proc:none", ...path, "-d", "out", "@sources");
  await run("java", "-cp", `${jar}:out`, "OpenapiGenerator");
});

test("what the document allows is taken, at length", { skip }, async (t) => {
  const { run } = await workshop(edge, t, "positive.py");
  const { EXAMPLES = "200", SEED = "2" } = process.env;
  const settings = [`EXAMPLES=${EXAMPLES}`, `SEED=${SEED}`];
  const { stdout } = await run("env", ...settings, "python", "positive.py");
  t.diagnostic(stdout.trim());
});
