// @ts-check
// Code blocks: highlighted when the site is built, in tabs where there are several languages.

import hljs from "highlight.js/lib/common";
import { html, raw } from "./html.mjs";

/**
 * @typedef {object} Block
 * @property {string} text
 * @property {string} language as highlight.js names it
 * @property {string} [label] of its tab
 * @property {string} [file] its name, shown above it
 */

/** @param {Block} block */
const highlighted = ({ text, language }) =>
  raw(
    hljs.getLanguage(language)
      ? hljs.highlight(text, { language }).value
      : hljs.highlight(text, { language: "plaintext" }).value,
  );

/** @param {Block} block */
const body = (block) =>
  html`<pre tabindex="0"><code>${highlighted(block)}</code></pre>`;

/** @param {Block} block */
export const code = (block) =>
  html`<div class="code">
    ${block.file && html`<p class="file">${block.file}</p>`}${body(block)}
  </div>`;

let groups = 0;

/**
 * One of these at a time; which one is a radio button's state, so that it needs no script.
 * @param {Block[]} blocks
 * @param {string} [title]
 */
export function tabs(blocks, title) {
  const name = `tabs-${(groups += 1)}`;
  const label = (/** @type {Block} */ block, /** @type {number} */ index) =>
    html`<label
      ><input
        type="radio"
        name="${name}"
        value="${block.label}"
        ${index === 0 ? raw("checked") : ""}
      />${block.label}</label
    >`;
  return html`<fieldset class="code tabs">
    <legend>${title ?? "Language"}</legend>
    <div class="bar">${blocks.map(label)}</div>
    ${blocks.map((block) => html`<div class="panel">${body(block)}</div>`)}
  </fieldset>`;
}

/** @param {unknown} value */
export const json = (value) =>
  code({ text: JSON.stringify(value, null, 2), language: "json" });
