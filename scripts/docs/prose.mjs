// @ts-check
// Markdown to HTML, with anchors, tabs and links from code to what it names.

import { Marked } from "marked";
import { code, tabs } from "./code.mjs";
import { escape, raw } from "./html.mjs";

/** @typedef {{ id: string, text: string, depth: number }} Heading */

/** @param {string} text */
export const slug = (text) =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}._]+/gu, "-")
    .replace(/^-+|-+$/g, "");

/**
 * The words behind a block's opening fence: `js tab=JavaScript file=receiver.mjs`.
 * @param {{ text: string, lang?: string }} token
 * @returns {import("./code.mjs").Block}
 */
export function block({ text, lang = "" }) {
  const [language = "plaintext", ...words] = lang.split(" ");
  const named = Object.fromEntries(
    words.map((word) => word.split("=").map(decodeURIComponent)),
  );
  return { text, language, label: named.tab, file: named.file };
}

/** Every code block of a page. @param {string} markdown */
export const codeBlocks = (markdown) =>
  new Marked()
    .lexer(markdown)
    .filter(({ type }) => type === "code")
    .map((token) =>
      block(/** @type {{ text: string, lang?: string }} */ (token)),
    );

export class Prose {
  /** @type {Heading[]} */
  #headings = [];
  #marked;

  /** @param {(code: string) => string | undefined} address where what the code names is described */
  constructor(address) {
    const prose = this;
    this.#marked = new Marked({
      extensions: [
        {
          name: "tabs",
          renderer: (token) => `${tabs(token.blocks)}`,
        },
      ],
      renderer: {
        heading({ tokens, depth, text }) {
          const [, plain, given] = /^(.*?)(?:\s*\{#(.+)\})?$/.exec(text) ?? [];
          const id = given ?? slug(plain);
          const inner = this.parser
            .parseInline(tokens)
            .replace(/\s*\{#.+\}$/, "");
          prose.#headings.push({ id, text: plain.replace(/`/g, ""), depth });
          const anchor =
            depth === 1
              ? ""
              : `<a class="anchor" href="#${id}" aria-label="Link to this section">#</a>`;
          return `<h${depth} id="${id}">${inner}${anchor}</h${depth}>`;
        },
        code: (token) => `${code(block(token))}`,
        codespan({ text }) {
          const target = address(text);
          // A long name may go on in the next line behind a `_`.
          const inner = `<code>${escape(text).replaceAll("_", "_<wbr>")}</code>`;
          return target ? `<a href="${target}">${inner}</a>` : inner;
        },
        table(token) {
          const cells = (
            /** @type {any[]} */ row,
            /** @type {string} */ name,
          ) =>
            `<tr>${row.map((cell) => `<${name}>${this.parser.parseInline(cell.tokens)}</${name}>`).join("")}</tr>`;
          const rows = token.rows.map((row) => cells(row, "td")).join("");
          return `<div class="table" tabindex="0"><table><thead>${cells(token.header, "th")}</thead><tbody>${rows}</tbody></table></div>`;
        },
      },
    });
  }

  /**
   * @param {string} markdown
   * @returns {{ body: import("./html.mjs").Html, headings: Heading[] }}
   */
  page(markdown) {
    this.#headings = [];
    const tokens = this.#marked.lexer(markdown);
    const body = raw(this.#marked.parser(/** @type {any} */ (grouped(tokens))));
    return { body, headings: this.#headings };
  }

  /** @param {string | undefined} markdown */
  inline(markdown) {
    return raw(this.#marked.parseInline(markdown ?? "", { async: false }));
  }

  /**
   * Paragraphs and lists, as the descriptions of an OpenAPI document are.
   * @param {string | undefined} markdown
   */
  text(markdown) {
    return raw(this.#marked.parse(markdown ?? "", { async: false }));
  }
}

/**
 * Code blocks with a tab that follow each other become one token, until a tab comes again.
 * @param {any[]} tokens
 */
function grouped(tokens) {
  /** @type {any[]} */
  const result = [];
  for (const token of tokens) {
    const one = token.type === "code" && block(token);
    const last = result.findLast(({ type }) => type !== "space");
    if (one && one.label) {
      const same = (/** @type {any} */ { label }) => label === one.label;
      if (last?.type === "tabs" && !last.blocks.some(same))
        last.blocks.push(one);
      else result.push({ type: "tabs", raw: "", blocks: [one] });
    } else result.push(token);
  }
  return result;
}
