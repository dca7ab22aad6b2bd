// @ts-check
// The fields of an object, as a list: name, type, bounds, meaning, and what is inside.

import { html } from "./html.mjs";

/**
 * @param {import("./model.mjs").Model} model
 * @param {import("./prose.mjs").Prose} prose
 */
export function fieldsWith({ schemas }, prose) {
  /**
   * @param {any} given
   * @param {{ reply?: boolean, seen?: string[] }} [options]
   * @returns {import("./html.mjs").Html}
   */
  function fields(given, { reply = false, seen = [] } = {}) {
    const { schema } = schemas.resolve(given);
    const required = new Set(schema.required);
    const names = Object.keys(schema.properties ?? {});
    if (names.length === 0)
      return html`<p class="quiet">An object without fields.</p>`;
    // In a request those that must be there come first.
    const sorted = reply
      ? names
      : names.toSorted((a, b) => +required.has(b) - +required.has(a));
    return html`<ul class="fields">
      ${sorted.map((name) =>
        field(name, schema.properties[name], !reply && required.has(name), {
          reply,
          seen,
        }),
      )}
    </ul>`;
  }

  /**
   * @param {string} name
   * @param {any} given
   * @param {boolean} required
   * @param {{ reply?: boolean, seen?: string[] }} [options]
   * @returns {import("./html.mjs").Html}
   */
  function field(name, given, required, { reply = false, seen = [] } = {}) {
    const { schema, name: component } = schemas.resolve(given);
    const values = schemas.values(given);
    const inside = schemas.inside(given);
    const key = inside?.name ?? component;
    const nested = inside && !(key && seen.includes(key)) && inside.schema;
    const bounds = reply ? [] : schemas.bounds(given);
    const meanings = new Map(
      (schema.oneOf ?? [])
        .filter((/** @type {any} */ one) => "const" in one && one.description)
        .map((/** @type {any} */ one) => [one.const, one.description]),
    );
    return html`<li>
      <p class="name">
        <code>${name}</code>
        <span class="type">${[schemas.type(given), ...bounds].join(" · ")}</span
        >${required && html` <span class="required">required</span>`}
      </p>
      ${schema.description && html`<div class="meaning">${prose.text(schema.description)}</div>`}${values && valuesOf(values, meanings)}${
        nested &&
        html`<details>
          <summary>Fields of <code>${name}</code></summary>
          ${fields(nested, { reply, seen: key ? [...seen, key] : seen })}
        </details>`
      }
    </li>`;
  }

  /** @param {string[]} values @param {Map<string, string>} meanings */
  const valuesOf = (values, meanings) => {
    const list = html`<ul class="values">
      ${values.map((value) => html`<li><code>${value}</code>${meanings.has(value) && html` ${meanings.get(value)}`}</li>`)}
    </ul>`;
    return values.length > 12
      ? html`<details>
          <summary>${values.length} values</summary>
          ${list}
        </details>`
      : list;
  };

  return { fields, field };
}
