// @ts-check
// What the docs show is run: the quickstart as a stranger follows it, and every request of the guides and the reference.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { codeBlocks } from "../../scripts/docs/prose.mjs";
import { sampleOf, samples } from "../../scripts/docs/samples.mjs";
import { freePort, poll, waitUntilServes } from "../../scripts/runtime.mjs";
import { ROOT } from "../../scripts/wrangler.mjs";
import { openCenter } from "./support/center.mjs";
import { useEdge } from "./support/edge.mjs";
import { useReceiver } from "./support/receiver.mjs";
import { built, linksOf } from "./support/site.mjs";

const edge = await useEdge({ cron: false });
const hooks = await useReceiver();
const execute = promisify(execFile);

/** Below the root, so that its packages are found. */
const folder = join(ROOT, "target/docs-snippets");
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });

/** @type {Record<string, string>} what the reader's shell has */
const shell = {
  ...process.env,
  PATH: `${join(ROOT, ".venv/bin")}${delimiter}${process.env.PATH}`,
  AA_URL: edge.url,
  AA_ADMIN_TOKEN: edge.adminToken,
};

/** @type {import("node:child_process").ChildProcess[]} */
const running = [];
after(() => running.forEach((child) => child.kill("SIGKILL")));

/**
 * @param {string} language of the block
 * @param {string} text
 * @param {Record<string, string>} [env]
 * @returns {Promise<string>} what it printed
 */
async function run(language, text, env = shell) {
  const options = { env, cwd: folder, timeout: 60_000, maxBuffer: 1e8 };
  if (language === "bash")
    return (await execute("bash", ["-euc", text], options)).stdout;
  const file = join(folder, language === "python" ? "one.py" : "one.mjs");
  await writeFile(file, text);
  const program = language === "python" ? "python" : process.execPath;
  return (await execute(program, [file], options)).stdout;
}

for (const language of ["JavaScript", "Python"])
  test(`a stranger comes from the root to a verified webhook, in ${language}`, async () => {
    const root = await edge.send("GET", "/");
    const home = await edge.send(
      "GET",
      `${root.headers.get("location")}`.replace(edge.url, ""),
    );
    assert.ok(linksOf(home.text).includes("/docs/quickstart"));
    const page = await edge.send("GET", "/docs/quickstart.md");
    const shown = codeBlocks(page.text).filter(
      ({ label }) => !label || label === language || label === "curl",
    );
    const find = (/** @type {RegExp} */ what) => {
      const found = shown.find(({ text }) => what.test(text));
      assert.ok(found, `the page shows ${what}`);
      return found;
    };

    const { live } = await openCenter(edge);
    const port = await freePort();
    const url = find(/RECEIVER_URL=/);
    const [, address] = /="(.*)"/.exec(url.text) ?? [];
    const { pathname } = new URL(address);
    const env = {
      ...shell,
      AA_KEY: live.token,
      RECEIVER_URL: `http://127.0.0.1:${port}${pathname}`,
    };

    const [, first] = /"(https:[^"]+)"/.exec(find(/AA_URL=/).text) ?? [];
    assert.ok(first);
    const list = shown.filter(({ text }) => /trainees\?limit/.test(text));
    assert.equal(list.length, 2);
    for (const { language, text } of list)
      assert.match(await run(language, text, env), /nextCursor/);

    const [, register] = url.text.split("\n\n");
    const { secret } = JSON.parse(await run("bash", register, env));
    assert.match(secret, /^whsec_/);

    const program = shown.find(({ file }) => file?.startsWith("receiver."));
    assert.ok(program?.file);
    await writeFile(join(folder, program.file), program.text);
    const start = find(/^(node|python) receiver/).text.replace(
      "9000",
      `${port}`,
    );
    const child = spawn("bash", ["-c", `exec ${start}`], {
      cwd: folder,
      env: { ...env, AA_WEBHOOK_SECRET: secret, PYTHONUNBUFFERED: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    running.push(child);
    let printed = "";
    child.stdout.on("data", (chunk) => (printed += chunk));
    child.stderr.on("data", (chunk) => (printed += chunk));
    await waitUntilServes(`http://127.0.0.1:${port}/`);

    const create = shown.find(
      ({ label, text }) => label === language && /Reyes/.test(text),
    );
    assert.ok(create);
    await run(create.language, create.text, env);
    const expected = find(/trainee\.created del_/).text;
    const [told] = /(verified )?trainee\.created del_/.exec(expected) ?? [];
    await poll(
      () => printed.includes(`${told}`),
      `it printed ${printed}`,
      10_000,
    );
  });

test("the requests of the guides are taken", async () => {
  const { live } = await openCenter(edge);
  const hook = hooks.hook("/guides");
  const { id } = await live.endpoint(hook.url);
  await live.trainee();
  const received = await hook.until(() => true);
  const env = {
    ...shell,
    AA_KEY: live.token,
    ENDPOINT_ID: id,
    DELIVERY_ID: received.envelope.id,
    RECEIVER_URL: hook.url,
  };
  let ran = 0;
  for (const { path, markdown, kind } of built.pages) {
    if (kind || path === "/docs/api" || path === "/docs/quickstart") continue;
    for (const { language, text } of codeBlocks(markdown)) {
      if (!/AA_URL/.test(text) || /^(npx|openapi)/.test(text)) continue;
      const printed = await run(language, text, env);
      assert.doesNotMatch(printed, /"requestId"/, `${path}: ${text}`);
      ran += 1;
    }
  }
  assert.ok(ran >= 10, `${ran} were run`);
});

/** Their ids are made up; nothing else may be wrong with them. */
const TAKEN = ["not_found", "unprocessable", "conflict", "invalid_transition"];

/** @param {string} text an answer */
const isTaken = (text) => {
  // The document has examples of problems inside.
  const code = /^\{"type": ?"[^"]*\/docs\/errors#(\w+)"/.exec(text)?.[1];
  return !code || TAKEN.includes(code);
};

test("every request of the reference is understood, in curl and in JavaScript", async () => {
  const { live } = await openCenter(edge);
  const env = { ...shell, AA_KEY: live.token };
  const refused = [];
  Object.assign(process.env, {
    AA_URL: edge.url,
    AA_KEY: live.token,
    AA_ADMIN_TOKEN: edge.adminToken,
  });
  const AsyncFunction = /** @type {any} */ (async () => {}).constructor;
  for (const one of built.model.operations) {
    const [curl, javascript] = samples(sampleOf(one, built.model));
    const printed = await run("bash", curl.text, env);
    if (!isTaken(printed)) refused.push(`${one.id}: ${printed}`);
    const answer = await new AsyncFunction("console", javascript.text)({
      log: () => {},
    }).then(
      () => "",
      (/** @type {Error} */ { message }) => message,
    );
    if (!isTaken(answer) || (answer && !answer.startsWith("{")))
      refused.push(`${one.id}: ${answer}`);
  }
  assert.deepEqual(refused, []);
});

test("every request of the reference is understood in Python", async () => {
  const { live } = await openCenter(edge);
  const texts = built.model.operations.map(
    (one) => samples(sampleOf(one, built.model))[2].text,
  );
  await writeFile(join(folder, "texts.json"), JSON.stringify(texts));
  const runner = `
import contextlib, io, json
import requests
for text in json.load(open("texts.json")):
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(text, "sample", "exec"), {})
        print("")
    except requests.HTTPError as error:
        print(error.response.text)
`;
  const printed = await run("python", runner, { ...shell, AA_KEY: live.token });
  const answers = printed.split("\n").slice(0, -1);
  assert.equal(answers.length, texts.length);
  assert.deepEqual(
    answers.filter((answer) => !isTaken(answer)),
    [],
  );
});
