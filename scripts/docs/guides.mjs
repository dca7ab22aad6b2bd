// @ts-check
// The pages written by hand: docs/site/*.md, with tables that the document and the catalog fill in.

import { readdirSync } from "node:fs";

/** @typedef {import("./model.mjs").Model} Model */

/**
 * @param {Model} model
 * @param {import("./prose.mjs").Prose} prose
 * @param {(path: string) => string} read
 * @returns {import("./layout.mjs").Page[]}
 */
export function guidePages(model, prose, read) {
  const folder = "docs/site";
  const names = readdirSync(new URL(`../../${folder}`, import.meta.url));
  const pages = names
    .filter((name) => name.endsWith(".md"))
    .map((name) => {
      const { head, text } = parts(read(`${folder}/${name}`), name);
      const markdown = filled(text, model, read);
      const { body, headings } = prose.page(markdown);
      return {
        order: Number(head.order),
        path: `/docs/${name.replace(/\.md$/, "")}`,
        title: head.title,
        description: head.description,
        group: head.group,
        body,
        markdown,
        headings,
      };
    });
  return pages.sort((a, b) => a.order - b.order);
}

/**
 * @param {string} source
 * @param {string} name
 */
function parts(source, name) {
  const [, lines, text] = /^---\n(.*?)\n---\n(.*)$/s.exec(source) ?? [];
  if (!lines)
    throw new Error(`docs/site/${name} does not begin with its title`);
  const head = Object.fromEntries(
    lines.split("\n").map((line) => line.split(/:\s*(.*)/s).slice(0, 2)),
  );
  for (const key of ["title", "description", "group", "order"])
    if (!head[key]) throw new Error(`docs/site/${name} has no ${key}`);
  return { head, text: text.trimStart() };
}

/**
 * `{{scopes}}` becomes a table; `{{file path}}` the file.
 * @param {string} text
 * @param {Model} model
 * @param {(path: string) => string} read
 */
function filled(text, model, read) {
  return text.replace(/\{\{(\w+)(?: (\S+))?\}\}/g, (whole, what, path) => {
    if (what === "scopes") return scopes(model);
    if (what === "changelog")
      return read(path).replace(/^# .*\n[\s\S]*?(?=^## )/m, "");
    if (what === "file") return read(path).trimEnd();
    throw new Error(`${whole} is nothing that can be filled in`);
  });
}

/** @param {Model} model */
const scopes = ({ scopes }) =>
  [
    "| scope | what a key with it may do |",
    "| --- | --- |",
    ...scopes.map(
      ({ name, description }) => `| \`${name}\` | ${description} |`,
    ),
  ].join("\n");
