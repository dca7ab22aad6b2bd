// Runs the five `verify` functions of the documentation page, word for word, on deliveries.
// @ts-check
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** @typedef {{ body: string, signature: string | null, secret: string }} Delivery `body` is base64 */

/**
 * @typedef {object} Language
 * @property {string} heading the page's
 * @property {RegExp} end the last line of `verify`
 * @property {string} file what the harness calls the snippet
 * @property {string} [suffix] what the snippet needs to be called from another file
 * @property {[string, ...string[]]} probe succeeds where the language can run
 * @property {[string, ...string[]]} command
 */

const here = fileURLToPath(new URL(".", import.meta.url));
const execute = promisify(execFile);

/** The page as published; nobody may bend it until our deliveries pass. */
const PAGE = "0d1c84f1f9d4ee681367be9ac3cc55075e27632a335f8ca43422a6d12c0d4332";

/** @type {Record<string, Language>} */
const languages = {
  node: {
    heading: "Node.js",
    end: /^}$/m,
    file: "verify.mjs",
    suffix: "\nexport { verify };\n",
    probe: [process.execPath, "--version"],
    command: [process.execPath, "main.mjs"],
  },
  python: {
    heading: "Python",
    end: /^    return .*$/m,
    file: "verify.py",
    probe: ["python3", "--version"],
    command: ["python3", "main.py"],
  },
  ruby: {
    heading: "Ruby",
    end: /^end$/m,
    file: "verify.rb",
    probe: ["ruby", "-e", 'require "rack/utils"'],
    command: ["ruby", "main.rb"],
  },
  php: {
    heading: "PHP",
    end: /^}$/m,
    file: "verify.php",
    probe: ["php", "--version"],
    command: ["php", "main.php"],
  },
  go: {
    heading: "Go",
    end: /^}$/m,
    file: "verify.go",
    probe: ["go", "version"],
    command: ["go", "run", "verify.go", "main.go"],
  },
};

/** Every language the page has a snippet in, also those that cannot run here. */
export const allLanguages = Object.keys(languages);

/**
 * What each snippet of the published page says of each delivery; one that throws has refused it.
 * A language that cannot run here is left out.
 *
 * @param {Delivery[]} deliveries
 * @returns {Promise<Record<string, boolean[]>>}
 */
export async function verifyWithSnippets(deliveries) {
  const page = await readFile(join(here, "webhooks.txt"));
  if (createHash("sha256").update(page).digest("hex") !== PAGE) {
    throw new Error("tests/receivers/webhooks.txt is not the published page");
  }
  const sources = Object.entries(languages).map(([name, language]) => [
    name,
    snippet(page.toString(), language) + (language.suffix ?? ""),
  ]);
  const verdicts = await verifyWith(Object.fromEntries(sources), deliveries);
  return Object.fromEntries(
    Object.entries(verdicts).map(([name, given]) => [
      name,
      given.map((verdict) => verdict === "true"),
    ]),
  );
}

/**
 * What each `verify` says of each delivery: "true", "false" or "threw".
 *
 * @param {Record<string, string>} sources by language
 * @param {Delivery[]} deliveries
 * @returns {Promise<Record<string, string[]>>}
 */
export async function verifyWith(sources, deliveries) {
  const folder = await mkdtemp(join(tmpdir(), "receivers-"));
  try {
    await cp(join(here, "harness"), folder, { recursive: true });
    await writeFile(
      join(folder, "deliveries.jsonl"),
      deliveries.map((delivery) => `${JSON.stringify(delivery)}\n`).join(""),
    );
    /** @type {Record<string, string[]>} */
    const verdicts = {};
    for (const [name, source] of Object.entries(sources)) {
      const language = languages[name];
      if (!(await canRun(language))) continue;
      await writeFile(join(folder, language.file), source);
      verdicts[name] = await run(language, folder, deliveries.length);
    }
    return verdicts;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/**
 * From under the language's heading to the end of `verify`; the handler behind it needs a framework and stays behind.
 *
 * @param {string} page
 * @param {Language} language
 */
function snippet(page, { heading, end }) {
  const start = page.indexOf(`\n${heading}\n`) + heading.length + 2;
  const last = end.exec(page.slice(start));
  if (!last) throw new Error(`no ${heading} snippet on the page`);
  return `${page.slice(start, start + last.index)}${last[0]}\n`;
}

/** @param {Language} language */
async function canRun({ probe: [program, ...args] }) {
  return execute(program, args).then(
    () => true,
    () => false,
  );
}

/**
 * @param {Language} language
 * @param {string} cwd
 * @param {number} count
 */
async function run({ heading, command: [program, ...args] }, cwd, count) {
  const { stdout } = await execute(program, [...args, "deliveries.jsonl"], {
    cwd,
    timeout: 120_000,
  });
  const lines = stdout.split("\n").slice(0, -1);
  if (
    lines.length !== count ||
    !lines.every((line) => ["true", "false", "threw"].includes(line))
  ) {
    throw new Error(`the ${heading} harness gave no verdicts: ${stdout}`);
  }
  return lines;
}
