// @ts-check
// What all pages share: head, header, menu, contents.

import { html, raw } from "./html.mjs";

/**
 * @typedef {object} Page
 * @property {string} path such as /docs/quickstart
 * @property {string} title
 * @property {string} description one sentence
 * @property {string} group in the menu
 * @property {import("./html.mjs").Html} body
 * @property {string} markdown its twin
 * @property {import("./prose.mjs").Heading[]} headings
 * @property {string} [kind] "reference" has no column of contents
 * @property {boolean} [operations] whether requests can be sent from it
 * @property {boolean} [hidden] not in the menu
 */

const MARK = raw(
  `<svg class="mark" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true"><rect width="32" height="32" rx="8" class="mark-ground"/><path class="mark-line" d="M9.5 25 14 7m8.5 18L18 7"/><path class="mark-center" d="M16 24v-3.5m0-4v-3m0-3.5V8"/></svg>`,
);

/**
 * @param {Page} page
 * @param {{ menu: Page[], files: { style: string, script: string, trial: string } }} site
 */
export function layout(page, { menu, files }) {
  const title =
    page.path === "/docs"
      ? "AviationAlley API"
      : `${page.title} · AviationAlley API`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>${title}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="description" content="${page.description}" />
        <meta name="color-scheme" content="light dark" />
        <link rel="stylesheet" href="${files.style}" />
        <script type="module" src="${files.script}"></script>
        ${page.operations && html`<script type="module" src="${files.trial}"></script>`}
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        ${page.markdown && html`<link rel="alternate" type="text/markdown" href="${page.path}.md" />`}
        <link rel="service-desc" href="/api/v1/openapi.json" />
      </head>
      <body class="${page.kind ?? "prose"}">
        <a class="skip" href="#content">Skip to content</a>
        <header class="top">
          <a class="brand" href="/docs"
            >${MARK}<span>AviationAlley</span><span class="tag">API</span></a
          >
          <button class="menu-button" popovertarget="menu">Menu</button>
          <button class="search-button" hidden>
            <span>Search</span><kbd>/</kbd>
          </button>
          <nav class="links" aria-label="Main">
            <a href="/docs/quickstart">Quickstart</a><a href="/docs/api">API</a
            ><a href="/docs/events">Events</a><a href="/docs/errors">Errors</a>
          </nav>
        </header>
        <div class="frame">
          <nav id="menu" class="menu" popover aria-label="Documentation">
            ${menuOf(page, menu)}
          </nav>
          <main id="content">
            <article>${page.body}</article>
            ${around(page, menu)}
            ${
              page.markdown &&
              html`<footer class="end">
                <p>
                  <a href="${page.path}.md">This page as Markdown</a> ·
                  <a href="/docs/machines">For machines</a> ·
                  <a href="/docs/security">Security</a> ·
                  <a href="/docs/changelog">Changelog</a>
                </p>
              </footer>`
            }
          </main>
          ${contents(page)}
        </div>
      </body>
    </html> `;
}

/** @param {Page} page @param {Page[]} menu */
function menuOf(page, menu) {
  const groups = Map.groupBy(menu, ({ group }) => group);
  return [...groups].map(
    ([group, pages]) =>
      html`<p class="group" id="menu-${group.toLowerCase()}">${group}</p>
        <ul aria-labelledby="menu-${group.toLowerCase()}">
          ${pages.map(
            (one) =>
              html`<li>
                <a href="${one.path}" ${current(one, page)}>${one.title}</a
                >${one.path === page.path && page.kind === "reference" && own(page)}
              </li>`,
          )}
        </ul>`,
  );
}

/** The page itself, or the one above it that stands in the menu. @param {Page} one @param {Page} page */
function current(one, page) {
  if (one.path === page.path) return raw(' aria-current="page"');
  const above = page.hidden && page.path.startsWith(`${one.path}/`);
  return above && one.path !== "/docs" ? raw(' aria-current="true"') : "";
}

/** @param {Page} page */
const own = (page) =>
  page.headings.length > 0 &&
  html`<ul class="own">
    ${page.headings.map(({ id, text }) => html`<li><a href="#${id}">${text}</a></li>`)}
  </ul>`;

/** @param {Page} page */
function contents({ kind, headings }) {
  const shown = headings.filter(({ depth }) => depth === 2 || depth === 3);
  if (kind === "reference" || kind === "home" || shown.length < 2) return "";
  return html`<nav class="contents" aria-label="On this page">
    <p>On this page</p>
    <ul>
      ${shown.map(
        ({ id, text, depth }) =>
          html`<li class="depth-${depth}"><a href="#${id}">${text}</a></li>`,
      )}
    </ul>
  </nav>`;
}

/** @param {Page} page @param {Page[]} menu */
function around(page, menu) {
  const index = menu.findIndex(({ path }) => path === page.path);
  if (index < 0) return "";
  const [before, next] = [menu[index - 1], menu[index + 1]];
  return html`<nav class="around" aria-label="Previous and next page">
    ${before && html`<a rel="prev" href="${before.path}"><small>Previous</small>${before.title}</a>`}${next && html`<a rel="next" href="${next.path}"><small>Next</small>${next.title}</a>`}
  </nav>`;
}
