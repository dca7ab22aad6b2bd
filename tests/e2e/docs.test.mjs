// @ts-check
// The docs as static files beside the worker: addresses, headers, links, and that nothing is left out.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { ROOT } from "../../scripts/wrangler.mjs";
import { POLICY } from "../../scripts/docs/headers.mjs";
import { feed } from "../../scripts/docs/machines.mjs";
import { useEdge } from "./support/edge.mjs";
import { send } from "./support/http.mjs";
import { assertProblem } from "./support/problems.mjs";
import { built, htmlOf, idsOf, linksOf, paths } from "./support/site.mjs";

const edge = await useEdge({ cron: false });
const { model } = built;

test("every page is served, and its Markdown beside it", async () => {
  for (const path of paths) {
    const page = await edge.send("GET", path);
    assert.equal(page.status, 200, path);
    assert.match(`${page.headers.get("content-type")}`, /^text\/html/);
    const twin = await edge.send("GET", `${path}.md`);
    assert.equal(twin.status, 200, `${path}.md`);
    assert.match(`${twin.headers.get("content-type")}`, /^text\/markdown/);
    assert.match(twin.text, /^# /, `${path}.md has a title`);
  }
});

test("every link and every anchor leads somewhere", async () => {
  const all = [...paths, "/404"];
  const ids = new Map(all.map((path) => [path, idsOf(htmlOf(path))]));
  const broken = [];
  const asked = new Map();
  for (const path of all) {
    for (const link of new Set(linksOf(htmlOf(path)))) {
      if (/^https?:/.test(link)) continue;
      const [target, anchor] = link.split("#");
      const page = target || path;
      if (!asked.has(page))
        asked.set(page, (await edge.send("GET", page)).status);
      if (asked.get(page) !== 200) broken.push(`${path}: ${link}`);
      if (anchor && !ids.get(page)?.has(anchor))
        broken.push(`${path}: ${link}, without its anchor`);
    }
  }
  assert.deepEqual(broken, []);
});

test("no id comes twice on a page", () => {
  for (const path of paths) {
    const ids = [...htmlOf(path).matchAll(/ id="([^"]+)"/g)].map(
      ([, id]) => id,
    );
    assert.equal(new Set(ids).size, ids.length, path);
  }
});

test("a page is small", () => {
  const heavy = paths
    .map((path) => [path, gzipSync(htmlOf(path)).length])
    .filter(([, size]) => Number(size) > 15 * 1024);
  assert.deepEqual(heavy, []);
});

test("a page has the strict policy, and nothing inline", async () => {
  for (const path of paths) {
    const { headers, text } = await edge.send("GET", path);
    assert.equal(headers.get("content-security-policy"), POLICY, path);
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.match(`${headers.get("link")}`, /rel="service-desc"/);
    assert.doesNotMatch(text, / style=|<style|<script(?! type="module" src)/);
    assert.doesNotMatch(text, / on[a-z]+="/, path);
  }
});

test("what has its hash in its name is kept, a page is asked for again", async () => {
  const page = await edge.send("GET", "/docs/api/bookings");
  assert.match(`${page.headers.get("cache-control")}`, /must-revalidate/);
  const etag = `${page.headers.get("etag")}`;
  const again = await send(`${edge.url}/docs/api/bookings`, {
    headers: { "if-none-match": etag },
  });
  assert.equal(again.status, 304);
  const files = linksOf(page.text).filter((link) => link.includes("/assets/"));
  assert.equal(files.length, 3);
  for (const file of files) {
    const { status, headers } = await edge.send("GET", file);
    assert.equal(status, 200);
    assert.match(`${headers.get("cache-control")}`, /immutable/);
  }
  const gone = await edge.send("GET", "/docs/assets/style.0000000000.css");
  assert.equal(gone.status, 404);
  assert.doesNotMatch(`${gone.headers.get("cache-control")}`, /immutable/);
});

test("an unknown page helps, an unknown path of the API is a problem", async () => {
  for (const path of ["/docs/nowhere", "/nowhere", "/docs/api/nothing"]) {
    const { status, text } = await edge.send("GET", path);
    assert.equal(status, 404, path);
    assert.match(text, /There is no such page/);
    assert.match(text, /href="\/docs\/quickstart"/);
  }
  for (const path of ["/api", "/api/v1", "/api/v1/nothing", "/admin"])
    assertProblem(await edge.send("GET", path), "not_found");
});

test("the root leads to the docs", async () => {
  const { status, headers } = await edge.send("GET", "/");
  assert.equal(status, 302);
  assert.match(`${headers.get("location")}`, /\/docs$/);
});

test("programs find the document, the schemas and the contacts", async () => {
  const catalog = await edge.send("GET", "/.well-known/api-catalog");
  assert.equal(catalog.status, 200);
  assert.equal(catalog.headers.get("content-type"), "application/linkset+json");
  const feed = await edge.send("GET", "/docs/changelog.atom");
  assert.match(
    `${feed.headers.get("content-type")}`,
    /^application\/atom\+xml/,
  );
  assert.match(feed.text, /<updated>\d{4}-\d\d-\d\dT/);
  const { text } = await edge.send("GET", "/.well-known/security.txt");
  const [, expires] = /^Expires: (.*)$/m.exec(text) ?? [];
  const left = Date.parse(expires) - Date.now();
  assert.ok(left > 30 * 86_400_000, "it expires soon: build the site again");
  for (const { type } of model.events) {
    const schema = await edge.send("GET", `/docs/events/${type}.json`);
    assert.equal(schema.status, 200);
    assert.match(schema.body.$id, new RegExp(`/docs/events/${type}.json$`));
  }
  const { text: index } = await edge.send("GET", "/llms.txt");
  for (const path of paths) assert.ok(index.includes(`${path}.md`), path);
  const collection = (await edge.send("GET", "/docs/postman.json")).body;
  const requests = collection.item.flatMap(
    (/** @type {any} */ { item }) => item,
  );
  assert.equal(requests.length, model.operations.length);
});

test("the feed has the releases, the newest first", () => {
  const markdown =
    "# Changelog\n\n## [Unreleased]\n\n- soon\n\n## [1.1.0] - 2027-03-01\n\n- a < b\n\n## [1.0.0] - 2027-02-01\n\n- first\n";
  const text = feed([{ path: "/docs/changelog", markdown }]);
  const titles = [...text.matchAll(/<entry>.*?<title>(.*?)<\/title>/g)];
  assert.deepEqual(
    titles.map(([, title]) => title),
    ["1.1.0", "1.0.0"],
  );
  assert.match(
    text,
    /<updated>2027-03-01T00:00:00Z<\/updated><link rel="self"/,
  );
  assert.match(text, /- a &#60; b</);
  assert.doesNotMatch(text, /soon/);
});

/** @param {import("../../scripts/docs/model.mjs").Operation} one @returns {string[]} */
const namesOf = ({ spec, request }) => [
  ...spec.parameters.map((/** @type {any} */ { name }) => name),
  ...Object.keys(
    model.schemas.resolve(request?.schema).schema.properties ?? {},
  ),
];

/**
 * @param {import("../../scripts/docs/model.mjs").Operation} one
 * @param {Map<string, string>} shown
 */
const sectionOf = ({ id, url }, shown) => {
  const page = `${shown.get(url.split("#")[0])}`;
  const [, section = ""] = page.split(` id="${id}"`);
  return section.split("<section")[0];
};

test("every operation, field, event, scope, code and failure has its place", () => {
  // A place where a line may break is no part of a name.
  const named = (/** @type {string} */ path) =>
    htmlOf(path).replaceAll("<wbr>", "");
  const shown = new Map(paths.map((path) => [path, named(path)]));
  const missing = [];
  for (const { id, url } of model.operations) {
    const [path] = url.split("#");
    if (!shown.get(path)?.includes(` id="${id}"`)) missing.push(id);
  }
  for (const { url } of model.events)
    if (!shown.get(url)?.includes(' id="raised-by"'))
      missing.push(`what raises ${url}`);
  for (const one of model.operations)
    for (const name of namesOf(one))
      if (!sectionOf(one, shown).includes(`<code>${name}</code>`))
        missing.push(`${name} of ${one.id}`);
  for (const { name } of model.scopes)
    if (!shown.get("/docs/authentication")?.includes(`<code>${name}</code>`))
      missing.push(name);
  const errors = `${shown.get("/docs/errors")}`;
  for (const code of model.codes)
    if (!errors.includes(` id="${code}"`)) missing.push(code);
  const { Outcome, FailureReason } = model.document.components.schemas;
  for (const reason of [...Outcome.enum, ...FailureReason.enum])
    if (!errors.includes(`<code>${reason}</code>`)) missing.push(reason);
  assert.deepEqual(missing, []);
});

test("every setting that the worker reads is explained to its operator", () => {
  const read = (/** @type {string} */ path) =>
    readFileSync(join(ROOT, path), "utf8");
  const sources = ["app/settings.rs", "platform/mail.rs"]
    .map((path) => read(`worker/src/${path}`))
    .join();
  const names = new Set(
    [...sources.matchAll(/"((?!E_)[A-Z]+(?:_[A-Z]+)+)"/g)].map(
      ([, name]) => name,
    ),
  );
  assert.ok(names.size > 15, `${[...names]}`);
  const explained = ["wrangler.toml", "README.md", "docs/security.md"]
    .map(read)
    .join();
  assert.deepEqual(
    [...names].filter((name) => !explained.includes(name)),
    [],
  );
});

test("the built site is that of the document", () => {
  for (const [path, content] of Object.entries(built.files)) {
    const file = join(ROOT, "build/site", path);
    assert.equal(readFileSync(file, "utf8"), content, `${path}: make build`);
  }
});
