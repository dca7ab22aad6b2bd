// The packed package in Jest, in each of its environments: the shared cases, and what a receiver's own tests do with it.
// @ts-check
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { transform } from "esbuild";
import { run } from "./support/packed.mjs";
import { programs } from "./support/programs.mjs";

const { folder, write } = programs();
const require = createRequire(import.meta.url);
const jest = require.resolve("jest/bin/jest");

const suite = readFileSync(join(folder, "suite.mjs"), "utf8");
write("suite.cjs", (await transform(suite, { format: "cjs" })).code);

const cases = `
test("each shared case gets its answer", () => {
  // The cases need it, and the package has to do without.
  const lent = globalThis.TextEncoder === undefined;
  if (lent) globalThis.TextEncoder = require("node:util").TextEncoder;
  expect(report(webhooks, vectors)).toMatch(/^\\d{3} cases agree$/);
  if (lent) delete globalThis.TextEncoder;
});

test("an error is what toThrow looks for", async () => {
  const { constructEvent, WebhookVerificationError } = webhooks;
  const call = () => constructEvent("", {}, "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
  expect(call).toThrow(WebhookVerificationError);
  expect(call).toThrow(Error);
  expect(call).toThrow("webhook-id is missing");
  expect(call).toThrow(expect.objectContaining({ reason: "missing_header" }));
  await expect((async () => call())()).rejects.toThrow(WebhookVerificationError);
  await expect((async () => call())()).rejects.toMatchObject({ reason: "missing_header" });
});

test("methods can be spied on", () => {
  const webhook = new webhooks.Webhook("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
  jest.spyOn(webhook, "verify").mockReturnValue("mine");
  expect(webhook.verify()).toBe("mine");
  jest.spyOn(webhooks.Webhook.prototype, "sign").mockReturnValue("everybody's");
  expect(webhook.sign()).toBe("everybody's");
});
`;

const required = `const webhooks = require("@aviationalley/webhooks");
const { report } = require("./suite.cjs");
const vectors = require("./vectors.json");
${cases}
for (const name of Object.keys(webhooks))
  test("what is required can be spied on: " + name, () => {
    jest.spyOn(webhooks, name).mockReturnValue("mine");
    expect(webhooks[name]()).toBe("mine");
  });
`;
const imported = `import * as webhooks from "@aviationalley/webhooks";
import { createRequire } from "node:module";
import { jest } from "@jest/globals";
import { report } from "./suite.mjs";
const require = createRequire(import.meta.url);
const vectors = require("./vectors.json");
${cases}`;

for (const environment of ["jest-environment-jsdom", "node"])
  for (const file of [
    write("required.test.cjs", required),
    write("imported.test.mjs", imported),
  ])
    test(`${file} in ${environment}`, async () => {
      const config = JSON.stringify({
        rootDir: folder,
        testEnvironment:
          environment === "node" ? environment : require.resolve(environment),
        testMatch: [`**/${file}`],
        transform: {},
      });
      const flags = [
        "--experimental-vm-modules",
        "--disable-warning=ExperimentalWarning",
      ];
      const args = [...flags, jest, "--ci", "--no-cache", "--config", config];
      await run(process.execPath, args, folder).catch(({ stderr }) =>
        assert.fail(stderr),
      );
    });
