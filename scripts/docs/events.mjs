// @ts-check
// The catalog of events, and a page for each type.

import { json } from "./code.mjs";
import { fieldsWith } from "./fields.mjs";
import { html } from "./html.mjs";
import * as twin from "./twin.mjs";

/** @typedef {import("./model.mjs").Event} Event */
/** @typedef {import("./model.mjs").Model} Model */
/** @typedef {import("./prose.mjs").Prose} Prose */
/** @typedef {import("./layout.mjs").Page} Page */

/**
 * @param {Model} model
 * @param {Prose} prose
 * @param {Page | undefined} causes the page about events that no call raises, each under a heading
 * @returns {Page[]}
 */
export function eventPages(model, prose, causes) {
  const pages = model.events.map((event) => page(event, model, prose, causes));
  return [catalog(model), ...pages];
}

/** @param {string} domain */
const titleOf = (domain) => {
  const words = domain
    .replace(/^(dat|fa|mel)\b/, (short) => short.toUpperCase())
    .replace(/^fa_/, "FA ")
    .replaceAll("_", " ");
  return (words[0].toUpperCase() + words.slice(1)).replace(
    "Workorder",
    "Work order",
  );
};

/** @param {Model} model @returns {Page} */
function catalog({ events }) {
  const domains = Map.groupBy(events, ({ domain }) => domain);
  const body = html`<h1>Events</h1>
    <p class="lead">
      ${events.length} types in ${domains.size} domains. Subscribe an endpoint
      to some of them, or to <code>*</code>; read all of them in the
      <a href="/docs/event-feed">event feed</a>.
    </p>
    <p>
      Each has the same <a href="/docs/webhooks#envelope">envelope</a>, whose
      <code>data</code> is the record as it was right after the change,
      described by a JSON Schema of its own. The whole catalog is at
      <a href="/docs/api/webhook-event-types"
        ><code>GET /api/v1/webhook-event-types</code></a
      >.
    </p>
    ${[...domains].map(
      ([domain, types]) =>
        html`<h2 id="${domain}">${titleOf(domain)}</h2>
          <ul class="catalog">
            ${types.map(
              ({ type, url, description }) =>
                html`<li>
                  <a href="${url}"
                    ><code>${type}</code><span>${description}</span></a
                  >
                </li>`,
            )}
          </ul>`,
    )}`;
  return {
    path: "/docs/events",
    title: "Events",
    description: `The ${events.length} types of events that webhooks and the feed tell.`,
    group: "Reference",
    body,
    markdown: `# Events\n\n${events.map(({ type, url, description }) => `- [\`${type}\`](${url}.md): ${description}`).join("\n")}\n`,
    headings: [...domains.keys()].map((id) => ({
      id,
      text: titleOf(id),
      depth: 2,
    })),
  };
}

/**
 * What stands under the heading of this name.
 * @param {string} markdown
 * @param {string} name
 */
const sectionOf = (markdown, name) =>
  markdown
    .split(/^##+ /m)
    .find((section) => section.startsWith(`${name}\n`))
    ?.slice(name.length);

/** @param {Event} event @returns {any} what is posted */
export const envelope = ({ type, example }) => ({
  id: "del_3a4f6f0e6a0a4b5c8a438d7b9e1c2d035d0c7a521f3e4c7b",
  type,
  centerId: "5d0c7a52-1f3e-4c7b-9a68-2b4d6f8a0c1e",
  createdAt: "2026-05-31T14:03:22.000Z",
  data: example,
});

/**
 * @param {Event} event
 * @param {Model} model
 * @param {Prose} prose
 * @param {Page | undefined} causes
 * @returns {Page}
 */
function page(event, model, prose, causes) {
  const { type, domain, description, schema, url } = event;
  const { fields } = fieldsWith(model, prose);
  const by = model.operations.filter(({ raises }) => raises.includes(type));
  const cause = sectionOf(causes?.markdown ?? "", type);
  const others = model.events.filter(
    (one) => one.domain === domain && one.type !== type,
  );
  const body = html`<p class="over">
      <a href="/docs/events">Events</a> /
      <a href="/docs/events#${domain}">${titleOf(domain)}</a>
    </p>
    <h1><code>${type}</code></h1>
    <div class="lead">${prose.text(description)}</div>
    <section class="operation">
      <div class="words">
        ${
          (by.length > 0 || cause) &&
          html`<h2 id="raised-by">Raised by</h2>
            ${
              by.length > 0 &&
              html`<ul>
                ${by.map((one) => html`<li><a href="${one.url}">${one.summary}</a></li>`)}
              </ul>`
            }
            ${cause && prose.text(cause)}`
        }
        <h2 id="data">The fields of <code>data</code></h2>
        ${prose.text(schema.description)} ${fields(schema, { reply: true })}
        <p>
          <a href="${url}.json">JSON Schema of <code>data</code></a>
        </p>
        ${
          others.length > 0 &&
          html`<h2 id="related">Related events</h2>
            <ul>
              ${others.map(
                (one) =>
                  html`<li>
                    <a href="${one.url}"><code>${one.type}</code></a>
                    ${one.description}
                  </li>`,
              )}
            </ul>`
        }
      </div>
      <div class="example">
        <p class="over">What is posted</p>
        ${json(envelope(event))}
      </div>
    </section>`;
  return {
    path: url,
    title: type,
    description,
    group: "Reference",
    kind: "reference",
    hidden: true,
    body,
    markdown:
      [
        `# ${type}`,
        description,
        "## The fields of `data`",
        twin.fields(schema, model, false),
        "## What is posted",
        twin.json(envelope(event)),
      ].join("\n\n") + "\n",
    headings: [],
  };
}

/**
 * The schema of an event's data, as a file of its own.
 * @param {Event} event
 * @param {string} origin
 */
export const schemaFile = ({ type, url, schema, description }, origin) => ({
  $schema: schema.$schema,
  $id: `${origin}${url}.json`,
  title: type,
  ...schema,
  description: schema.description ?? description,
});
