// @ts-check
// Builds build/site: the docs as static files, which wrangler.toml serves beside the worker.
//   node scripts/docs/build.mjs

import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { guidePages } from "./guides.mjs";
import { eventPages } from "./events.mjs";
import { headers } from "./headers.mjs";
import { homePage, notFoundPage } from "./home.mjs";
import { layout } from "./layout.mjs";
import { machineFiles, ORIGIN } from "./machines.mjs";
import { modelOf } from "./model.mjs";
import { Prose } from "./prose.mjs";
import { referencePages } from "./reference.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
export const ROOT = dirname(dirname(HERE));

/** The order of the menu. */
const GROUPS = ["Start", "Guides", "Reference", "About", "API reference"];

/**
 * Everything that is served, by its path below the site's root.
 * @returns {{ files: Record<string, string>, pages: import("./layout.mjs").Page[], model: import("./model.mjs").Model }}
 */
export function site() {
  const model = modelOf(
    JSON.parse(read("worker/openapi.json")),
    JSON.parse(read("worker/event-types.json")),
  );
  const prose = new Prose(model.address);
  const guides = guidePages(model, prose, read);
  const causes = guides.find(({ path }) => path === "/docs/causes");
  const pages = [
    homePage(model),
    ...guides,
    ...eventPages(model, prose, causes),
    ...referencePages(model, prose),
  ];
  const menu = GROUPS.flatMap((group) =>
    pages.filter((page) => page.group === group && !page.hidden),
  );

  const style = named("style.css", styleSheet());
  const script = named("site.js", read("scripts/docs/assets/site.js"));
  const trial = named("try.js", read("scripts/docs/assets/try.js"));
  const shared = {
    style: `/${style.path}`,
    script: `/${script.path}`,
    trial: `/${trial.path}`,
  };
  const texts = machineFiles(model, pages);
  for (const page of [...pages, notFoundPage()])
    texts[`${page.path.slice(1)}.html`] =
      `${layout(page, { menu, files: shared })}`;

  const origin = publicUrl();
  const files = {
    [style.path]: style.content,
    [script.path]: script.content,
    [trial.path]: trial.content,
    "favicon.svg": read("scripts/docs/assets/favicon.svg"),
    _headers: headers(Object.values(shared)),
    _redirects: "/ /docs 302\n",
  };
  for (const [path, text] of Object.entries(texts))
    files[path] = text.replaceAll(ORIGIN, origin);
  // For the worker alone (`run_worker_first` in wrangler.toml), which puts its own address in.
  for (const name of ["openapi.json", "event-types.json"])
    files[`worker/${name}`] = JSON.stringify(
      JSON.parse(read(`worker/${name}`)),
    );
  return { files, pages, model };
}

/** Layers, the stronger ones behind. */
const LAYERS = [
  "base",
  "prose",
  "frame",
  "code",
  "reference",
  "tools",
  "print",
];

const styleSheet = () =>
  [
    `@layer ${LAYERS.join(", ")};\n`,
    ...LAYERS.map((layer) => read(`scripts/docs/assets/style/${layer}.css`)),
  ].join("\n");

/** @param {string} path */
const read = (path) => readFileSync(join(ROOT, path), "utf8");

/** Where the site will be served: as the worker is told. */
function publicUrl() {
  const [, set] = /^PUBLIC_URL = "(.+)"/m.exec(read("wrangler.toml")) ?? [];
  return process.env.PUBLIC_URL ?? set ?? ORIGIN;
}

/**
 * A file whose name changes with its content, so that it may be kept forever.
 * @param {string} name
 * @param {string} content
 */
function named(name, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 10);
  return { path: `docs/assets/${name.replace(".", `.${hash}.`)}`, content };
}

/**
 * In place, and only what changed: a runtime that serves the folder goes on.
 * @param {Record<string, string>} files
 */
function write(files) {
  const folder = join(ROOT, "build/site");
  mkdirSync(folder, { recursive: true });
  const there = readdirSync(folder, { recursive: true, withFileTypes: true });
  for (const entry of there.filter((entry) => entry.isFile())) {
    const path = join(entry.parentPath, entry.name);
    if (!(relative(folder, path) in files)) rmSync(path);
  }
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    if (existsSync(path) && readFileSync(path, "utf8") === content) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}

// Our own start of the local runtime finds everything built.
if (
  process.argv[1] === fileURLToPath(import.meta.url) &&
  !process.env.WORKER_IS_BUILT
) {
  const { files } = site();
  write(files);
  console.error(`docs: build/site, ${Object.keys(files).length} files`);
}
