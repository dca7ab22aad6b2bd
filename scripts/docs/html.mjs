// @ts-check
// HTML by tagged templates: what is put in is escaped, unless it is HTML already.

/** Text that is HTML. */
export class Html {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
  }

  toString() {
    return this.text;
  }
}

/** @typedef {Html | string | number | boolean | null | undefined | readonly unknown[]} Part */

/** @param {string} text */
export const raw = (text) => new Html(text);

/** @param {string} text */
export const escape = (text) =>
  text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/**
 * @param {TemplateStringsArray} strings
 * @param {Part[]} parts
 */
export function html(strings, ...parts) {
  const text = strings.map((string, index) =>
    index < parts.length ? string + render(parts[index]) : string,
  );
  return new Html(text.join(""));
}

/**
 * @param {Part} part
 * @returns {string}
 */
function render(part) {
  if (part === false || part === true || part === null || part === undefined)
    return "";
  if (Array.isArray(part))
    return part.map((one) => render(/** @type {Part} */ (one))).join("");
  return part instanceof Html ? part.text : escape(`${part}`);
}
