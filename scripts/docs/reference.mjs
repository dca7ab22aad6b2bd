// @ts-check
// A page for each record: its operations, its object, its statuses.

import { json } from "./code.mjs";
import { escape, html, raw } from "./html.mjs";
import { fieldsWith } from "./fields.mjs";
import { method, operation } from "./operation.mjs";
import { statuses } from "./statuses.mjs";
import * as twin from "./twin.mjs";

/**
 * @param {import("./model.mjs").Model} model
 * @param {import("./prose.mjs").Prose} prose
 * @returns {import("./layout.mjs").Page[]}
 */
export function referencePages(model, prose) {
  return [
    index(model, prose),
    ...model.tags.map((tag) => page(tag, model, prose)),
  ];
}

/**
 * @param {import("./model.mjs").Model} model
 * @param {import("./prose.mjs").Prose} prose
 * @returns {import("./layout.mjs").Page}
 */
function index(model, prose) {
  const { info } = model.document;
  const groups = Map.groupBy(model.tags, ({ group }) => group);
  const row = (/** @type {import("./model.mjs").Operation} */ one) =>
    html`<li>
      <a href="${one.url}"
        >${method(one)}<span class="path">${short(one.path)}</span
        ><span class="what">${one.summary}</span></a
      >
    </li>`;
  const body = html`<h1>API reference</h1>
    <div class="lead">${prose.text(info.description)}</div>
    <p>
      ${model.operations.length} operations. The same as
      <a href="/api/v1/openapi.json">OpenAPI 3.0 in JSON</a> or
      <a href="/docs/openapi.yaml">YAML</a>, for Postman, client generators and
      other viewers. Every request carries a key: see
      <a href="/docs/authentication">authentication</a>; every refusal has a
      code: see <a href="/docs/errors">errors</a>.
    </p>
    ${[...groups].map(
      ([group, tags]) =>
        html`<section class="group-of-tags">
          <h2 id="${group.toLowerCase()}">${group}</h2>
          ${tags.map(
            (tag) =>
              html`<h3 id="${tag.name}">
                  <a href="${tag.url}">${tag.title}</a>
                </h3>
                <ul class="operations">
                  ${tag.operations.map(row)}
                </ul>`,
          )}
        </section>`,
    )}`;
  const headings = [...groups].flatMap(([group, tags]) => [
    { id: group.toLowerCase(), text: group, depth: 2 },
    ...tags.map(({ name, title }) => ({ id: name, text: title, depth: 3 })),
  ]);
  return {
    path: "/docs/api",
    title: "Overview",
    description: "Every operation of the AviationAlley API.",
    group: "API reference",
    body,
    markdown: twin.index(model),
    headings,
  };
}

/**
 * @param {import("./model.mjs").Tag} tag
 * @param {import("./model.mjs").Model} model
 * @param {import("./prose.mjs").Prose} prose
 * @returns {import("./layout.mjs").Page}
 */
function page(tag, model, prose) {
  const objects = objectsOf(tag, model);
  const inPage = new Set(objects.map(({ name }) => name));
  const description =
    tag.description ||
    objects[0]?.schema.description ||
    tag.operations[0].summary;
  const steps = statuses(tag.operations, model);
  const { fields } = fieldsWith(model, prose);
  const body = html`<h1>${tag.title}</h1>
    <div class="lead">${prose.text(description)}</div>
    <ul class="operations">
      ${tag.operations.map(
        (one) =>
          html`<li>
            <a href="#${one.id}"
              >${method(one)}<span class="path">${short(one.path)}</span
              ><span class="what">${one.summary}</span></a
            >
          </li>`,
      )}
    </ul>
    ${steps}
    ${tag.operations.map((one) => operation(one, model, prose, inPage))}
    ${objects.map(
      ({ name, schema, example }) =>
        html`<section class="operation" id="${name}">
          <div class="words">
            <h2>
              The ${name} object<a
                class="anchor"
                href="#${name}"
                aria-label="Link to this section"
                >#</a
              >
            </h2>
            ${name !== objects[0]?.name || tag.description ? prose.text(schema.description) : ""}${fields(schema, { reply: true, seen: [name] })}
          </div>
          <div class="example">
            <p class="over">${name}</p>
            ${json(example)}
          </div>
        </section>`,
    )}`;
  const headings = [
    ...tag.operations.map(({ id, summary }) => ({
      id,
      text: summary,
      depth: 2,
    })),
    ...objects.map(({ name }) => ({
      id: name,
      text: `The ${name} object`,
      depth: 2,
    })),
  ];
  return {
    path: tag.url,
    title: tag.title,
    description: description.split("\n")[0],
    group: "API reference",
    kind: "reference",
    operations: tag.name !== "admin",
    body,
    markdown: twin.tag(tag, objects, model),
    headings,
  };
}

/** Without the base, and with places to break it. @param {string} path */
const short = (path) =>
  raw(escape(path.replace(/^\/api\/v1/, "")).replaceAll("/", "<wbr>/"));

/**
 * What the operations answer with: objects with a name, each once, those of a page instead of the page.
 * @param {import("./model.mjs").Tag} tag
 * @param {import("./model.mjs").Model} model
 */
function objectsOf({ operations }, { schemas }) {
  const names = new Map();
  for (const { replies } of operations)
    for (const { schema: given, example } of replies) {
      const { schema, name } = schemas.resolve(given);
      const item =
        schema.properties?.pagination && schema.properties.data.items;
      const object = item ? schemas.resolve(item) : { schema, name };
      if (!object.name || names.has(object.name)) continue;
      const shown = item ? undefined : example;
      names.set(object.name, {
        name: object.name,
        schema: object.schema,
        example: shown ?? schemas.example(object.schema),
      });
    }
  return /** @type {{ name: string, schema: any, example: any }[]} */ ([
    ...names.values(),
  ]);
}
