// @ts-check
// What programs read: the document in YAML, the schemas, an index for the search, llms.txt, well-known files.

import { stringify } from "yaml";
import { escape } from "./html.mjs";
import { schemaFile } from "./events.mjs";
import { sampleOf } from "./samples.mjs";

/** @typedef {import("./layout.mjs").Page} Page */
/** @typedef {import("./model.mjs").Model} Model */

/** Stands for where the site is served, here and in the document. */
export const ORIGIN = "https://api.example.com";

/**
 * @param {Model} model
 * @param {Page[]} pages
 * @returns {Record<string, string>} contents by path
 */
export function machineFiles(model, pages) {
  const files = /** @type {Record<string, string>} */ ({
    "docs/openapi.yaml": stringify(model.document, { lineWidth: 0 }),
    "docs/postman.json": JSON.stringify(postman(model), null, 1),
    "docs/search.json": JSON.stringify(searchIndex(model, pages)),
    "docs/changelog.atom": feed(pages),
    "llms.txt": llms(pages),
    "robots.txt": `User-agent: *\nAllow: /docs\nDisallow: /api/\nDisallow: /admin/\n`,
    ".well-known/security.txt": security(),
    ".well-known/api-catalog": JSON.stringify({
      linkset: [
        {
          anchor: `${ORIGIN}/api/v1`,
          "service-desc": [
            { href: `${ORIGIN}/api/v1/openapi.json`, type: "application/json" },
          ],
          "service-doc": [{ href: `${ORIGIN}/docs/api`, type: "text/html" }],
        },
      ],
    }),
  });
  for (const { path, markdown } of pages)
    files[`${path.slice(1)}.md`] = markdown;
  for (const event of model.events)
    files[`${event.url.slice(1)}.json`] = JSON.stringify(
      schemaFile(event, ORIGIN),
      null,
      2,
    );
  return files;
}

/** @param {Page[]} pages */
function llms(pages) {
  const groups = Map.groupBy(pages, ({ group }) => group);
  const sections = [...groups].map(
    ([group, inside]) =>
      `## ${group}\n\n${inside.map(({ path, title, description }) => `- [${title}](${ORIGIN}${path}.md): ${description}`).join("\n")}`,
  );
  const about =
    "> The public API and the webhooks of AviationAlley, with which aviation training centers run: REST with bearer keys, JSON, signed webhooks, an event feed.";
  return `# AviationAlley API\n\n${about}\n\n${sections.join("\n\n")}\n`;
}

/**
 * The changelog's releases (`## [1.2.0] - 2027-02-01`) as an Atom feed; what is not released yet stays out of it.
 * @param {Pick<Page, "path" | "markdown">[]} pages
 */
export function feed(pages) {
  const { markdown = "" } =
    pages.find(({ path }) => path === "/docs/changelog") ?? {};
  const releases = [
    ...markdown.matchAll(
      /^## \[([^\]]+)\] - (\d{4}-\d\d-\d\d)\n(.*?)(?=^## |$(?![\s\S]))/gms,
    ),
  ].map(([, version, day, text]) => ({
    version,
    at: `${day}T00:00:00Z`,
    text,
  }));
  const entries = releases.map(
    ({ version, at, text }) =>
      `<entry><id>${ORIGIN}/docs/changelog#${version}</id><title>${escape(version)}</title><updated>${at}</updated><link href="${ORIGIN}/docs/changelog"/><content type="text">${escape(text.trim())}</content></entry>`,
  );
  const updated = releases[0]?.at ?? "2026-11-01T00:00:00Z";
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><id>${ORIGIN}/docs/changelog</id><title>AviationAlley API: changelog</title><author><name>AviationAlley</name></author><updated>${updated}</updated><link rel="self" href="${ORIGIN}/docs/changelog.atom"/>${entries.join("")}</feed>
`;
}

const security = () =>
  [
    "Contact: https://github.com/aviationalley/public-api/security/advisories/new",
    `Expires: ${new Date().getUTCFullYear() + 1}-06-30T00:00:00.000Z`,
    "Preferred-Languages: en",
    `Canonical: ${ORIGIN}/.well-known/security.txt`,
    `Policy: ${ORIGIN}/docs/security`,
    "",
  ].join("\n");

/**
 * What the search looks through: a title, what kind of thing it is, where it is, and words to find it by.
 * @param {Model} model
 * @param {Page[]} pages
 */
function searchIndex(model, pages) {
  const entries = [];
  for (const { path, title, kind, hidden, headings } of pages) {
    if (hidden) continue;
    entries.push([title, kind === "reference" ? "Record" : "Page", path, ""]);
    if (!kind)
      for (const { id, text, depth } of headings)
        if (depth > 1) entries.push([text, title, `${path}#${id}`, ""]);
  }
  for (const one of model.operations)
    entries.push([
      one.summary,
      `${one.method} ${one.path}`,
      one.url,
      [one.id, one.scope, ...fieldNames(one, model)].join(" "),
    ]);
  for (const { type, description, url } of model.events)
    entries.push([type, "Event", url, description]);
  return entries;
}

/** @param {import("./model.mjs").Operation} one @param {Model} model */
const fieldNames = (one, { schemas }) =>
  one.method === "POST" && one.request
    ? Object.keys(schemas.resolve(one.request.schema).schema.properties ?? {})
    : [];

/** A collection for Postman (v2.1), with a request for each operation. @param {Model} model */
function postman(model) {
  const schema =
    "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";
  return {
    info: { name: "AviationAlley API", schema },
    auth: {
      type: "bearer",
      bearer: [{ key: "token", value: "{{AA_KEY}}", type: "string" }],
    },
    variable: [
      { key: "AA_URL", value: ORIGIN },
      { key: "AA_KEY", value: "" },
    ],
    item: model.tags.map(({ title, operations }) => ({
      name: title,
      item: operations.map((one) => {
        const { method, path, body } = sampleOf(one, model);
        const request = /** @type {Record<string, unknown>} */ ({
          method,
          url: `{{AA_URL}}${path}`,
          description: one.description ?? "",
        });
        if (body !== undefined) {
          request.header = [{ key: "Content-Type", value: "application/json" }];
          request.body = { mode: "raw", raw: JSON.stringify(body, null, 2) };
        }
        return { name: one.summary, request };
      }),
    })),
  };
}
