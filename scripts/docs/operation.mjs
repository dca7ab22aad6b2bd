// @ts-check
// An operation: what it does and takes, what it answers, and requests in three languages.

import { json, tabs } from "./code.mjs";
import { fieldsWith } from "./fields.mjs";
import { html } from "./html.mjs";
import { sampleOf, samples } from "./samples.mjs";

/** @param {import("./model.mjs").Operation} one */
export const method = ({ method }) =>
  html`<span class="method ${method.toLowerCase()}">${method}</span>`;

/**
 * @param {import("./model.mjs").Operation} one
 * @param {import("./model.mjs").Model} model
 * @param {import("./prose.mjs").Prose} prose
 * @param {Set<string>} inPage names of objects that the page describes
 */
export function operation(one, model, prose, inPage) {
  const { fields, field } = fieldsWith(model, prose);
  const parameters = one.spec.parameters ?? [];
  const inPath = parameters.filter(
    (/** @type {any} */ { in: place }) => place === "path",
  );
  const inQuery = parameters.filter(
    (/** @type {any} */ { in: place }) => place === "query",
  );
  const list = (/** @type {any[]} */ items) =>
    html`<ul class="fields">
      ${items.map((item) =>
        field(
          item.name,
          {
            ...item.schema,
            description: item.description ?? item.schema.description,
          },
          item.required === true && item.in !== "path",
        ),
      )}
    </ul>`;
  const body =
    one.request &&
    (model.schemas.inside(one.request.schema)?.schema ?? one.request.schema);
  return html`<section
    class="operation"
    id="${one.id}"
    data-method="${one.method}"
    data-key="${one.key}"
  >
    <div class="words">
      <h2>
        ${one.summary}<a
          class="anchor"
          href="#${one.id}"
          aria-label="Link to this operation"
          >#</a
        >
      </h2>
      <p class="line">${method(one)} <code>${one.path}</code></p>
      ${one.spec.deprecated && html`<p class="deprecated">Deprecated: it will be removed. See the <a href="/docs/versioning">promise</a>.</p>`}
      <div class="meaning">${prose.text(told(one.description))}</div>
      <dl class="facts">
        ${
          one.scope &&
          html`<div>
            <dt>Scope</dt>
            <dd>${prose.inline(`\`${one.scope}\``)}</dd>
          </div>`
        }${
          one.key === "" &&
          html`<div>
            <dt>Key</dt>
            <dd>None is needed</dd>
          </div>`
        }${
          one.key === "AA_ADMIN_TOKEN" &&
          html`<div>
            <dt>Key</dt>
            <dd>The operator's token</dd>
          </div>`
        }${
          one.transition &&
          html`<div>
            <dt>Status</dt>
            <dd>${one.transition.from.join(", ")} → ${one.transition.to}</dd>
          </div>`
        }${
          one.raises.length > 0 &&
          html`<div>
            <dt>Raises</dt>
            <dd>
              ${one.raises.map((type) => html`${prose.inline(`\`${type}\``)} `)}
            </dd>
          </div>`
        }
      </dl>
      ${
        inPath.length > 0 &&
        html`<h3>Path</h3>
          ${list(inPath)}`
      }
      ${
        inQuery.length > 0 &&
        html`<h3>Query</h3>
          ${list(inQuery)}`
      }
      ${
        body &&
        Object.keys(body.properties ?? {}).length > 0 &&
        html`<h3>Body${one.spec.requestBody.required ? "" : " (optional)"}</h3>
          ${
            one.method === "PATCH"
              ? html`<p>
                    Any of these; those that are left out stay as they are.
                  </p>
                  <details>
                    <summary>All fields</summary>
                    ${fields(body)}
                  </details>`
              : fields(body)
          }`
      }
      <h3>Answer</h3>
      <ul class="answers">
        ${one.replies.map((reply) => answer(reply, model, inPage))}${one.errors.map(
          ({ status, description, codes }) =>
            html`<li>
              <span class="status">${status}</span>
              ${codes.length > 0 ? codes.map((code) => html`${prose.inline(`\`${code}\``)} `) : prose.inline(description)}
            </li>`,
        )}${one.errors.length === 0 && html`<li><span class="status">4xx, 5xx</span> A <a href="/docs/errors">problem</a> with a code</li>`}
      </ul>
    </div>
    <div class="example">
      ${tabs(samples(sampleOf(one, model)), "Request")}${shown(one, model)}
    </div>
  </section>`;
}

/**
 * Without the paragraph about its scope, which stands below it and links to the words.
 * @param {string | undefined} description
 */
const told = (description = "") =>
  description
    .split("\n\n")
    .filter((paragraph) => !paragraph.startsWith("Needs the scope"))
    .join("\n\n");

/**
 * @param {import("./model.mjs").Operation["replies"][number]} reply
 * @param {import("./model.mjs").Model} model
 * @param {Set<string>} inPage
 */
function answer({ status, description, schema: given }, { schemas }, inPage) {
  const { schema, name } = schemas.resolve(given);
  const item =
    schema.properties?.pagination &&
    schemas.resolve(schema.properties.data.items).name;
  const words = item
    ? html`A page of ${link(item)}`
    : name
      ? link(name)
      : given
        ? "JSON"
        : "Nothing";
  function link(/** @type {string} */ name) {
    return inPage.has(name) ? html`<a href="#${name}">${name}</a>` : name;
  }
  return html`<li>
    <span class="status ok">${status}</span>
    ${words}${description !== "Done." && html`: ${description}`}
  </li>`;
}

/**
 * The first answer as an example, where it is not the object that the page ends with.
 * @param {import("./model.mjs").Operation} one
 * @param {import("./model.mjs").Model} model
 */
function shown({ replies }, { schemas }) {
  const [reply] = replies;
  if (!reply?.schema) return "";
  const { schema, name } = schemas.resolve(reply.schema);
  const listed = schema.properties?.pagination;
  const more = (/** @type {unknown} */ value) =>
    html`<details class="more">
      <summary>Example answer</summary>
      ${json(value)}
    </details>`;
  if (reply.example) return more(reply.example);
  if (listed)
    return more({
      data: [schemas.example(schema.properties.data.items)],
      pagination: schemas.example(listed),
    });
  if (!name && !schema.properties) return "";
  return more(schemas.example(schema));
}
