// @ts-check
// The OpenAPI document and the event catalog, as the pages need them.

import { Schemas } from "./schema.mjs";

const BASE = "/api/v1";

/**
 * @typedef {object} Operation
 * @property {string} id
 * @property {string} method
 * @property {string} path whole, with its parameters in braces
 * @property {string} url of its description
 * @property {string} summary
 * @property {string | undefined} description
 * @property {string | undefined} scope
 * @property {string} key the variable with the token; "" where none is needed
 * @property {any} spec the operation in the document
 * @property {any} request schema of its body
 * @property {{ status: string, description: string, schema: any, example: any }[]} replies
 * @property {{ status: string, description: string, codes: string[] }[]} errors
 * @property {string[]} raises types of events
 * @property {{ from: string[], to: string } | undefined} transition
 */

/** @typedef {{ name: string, title: string, description: string, url: string, group: string, operations: Operation[] }} Tag */

/** @typedef {{ type: string, domain: string, description: string, schema: any, example: any, url: string }} Event */

/**
 * @param {any} document
 * @param {{ data: any[] }} catalog
 */
export function modelOf(document, catalog) {
  const events = catalog.data.map((event) => ({
    ...event,
    url: `/docs/events/${event.type}`,
  }));
  const tags = tagsOf(document, events);
  const operations = tags.flatMap((tag) => tag.operations);
  const scopes = scopesOf(document);
  const codes = /** @type {string[]} */ (document.components.schemas.Code.enum);
  return {
    document,
    schemas: new Schemas(document, events),
    tags,
    operations,
    /** @type {Event[]} */
    events,
    scopes,
    codes,
    address: addresses({ events, operations, scopes, codes }),
  };
}

/** @typedef {ReturnType<typeof modelOf>} Model */

/** @param {any} document @param {Event[]} events @returns {Tag[]} */
function tagsOf(document, events) {
  const described = new Map(
    (document.tags ?? []).map((/** @type {any} */ tag) => [tag.name, tag]),
  );
  /** @type {Map<string, Tag>} */
  const tags = new Map();
  const named = (/** @type {string} */ name) => {
    let tag = tags.get(name);
    if (!tag) {
      const { description = "", "x-displayName": title = titleOf(name) } =
        described.get(name) ?? {};
      const url = `/docs/api/${name.replace(/\.json$/, "-document")}`;
      const group = groupOf(name);
      tag = { name, title, description, url, group, operations: [] };
      tags.set(name, tag);
    }
    return tag;
  };
  for (const name of described.keys()) named(name);
  for (const [path, item] of Object.entries(document.paths)) {
    const base = item.servers ? "" : BASE;
    for (const method of ["get", "post", "put", "patch", "delete"]) {
      if (!item[method]) continue;
      const spec = inlined(item[method], document);
      const tag = named(spec.tags[0]);
      tag.operations.push(
        operationOf(spec, method.toUpperCase(), base + path, tag.url, events),
      );
    }
  }
  return [...tags.values()].filter((tag) => tag.operations.length > 0);
}

/**
 * With its responses, parameters and body in place of references to them; those to schemas stay.
 * @param {any} spec
 * @param {any} document
 */
function inlined(spec, document) {
  const whole = (/** @type {any} */ part) =>
    part?.$ref
      ? part.$ref
          .split("/")
          .slice(1)
          .reduce(
            (/** @type {any} */ at, /** @type {string} */ key) => at[key],
            document,
          )
      : part;
  const responses = Object.entries(spec.responses).map(([status, response]) => [
    status,
    whole(response),
  ]);
  return {
    ...spec,
    responses: Object.fromEntries(responses),
    parameters: (spec.parameters ?? []).map(whole),
    requestBody: whole(spec.requestBody),
  };
}

/** @param {string} name */
function groupOf(name) {
  if (/^(webhook|events)/.test(name)) return "Webhooks";
  return /^(admin|openapi|local)/.test(name) ? "Service" : "Records";
}

const SHORT = /** @type {Record<string, string>} */ ({
  admin: "Operator",
  dat: "DAT",
  fa: "FA",
  mel: "MEL",
  "openapi.json": "This document",
});

/** @param {string} name */
function titleOf(name) {
  if (SHORT[name]) return SHORT[name];
  const [first, ...rest] = name.split("-");
  const begin = SHORT[first] ?? first[0].toUpperCase() + first.slice(1);
  return [begin, ...rest].join(" ");
}

/**
 * @param {any} spec
 * @param {string} method
 * @param {string} path
 * @param {string} page
 * @param {Event[]} events
 * @returns {Operation}
 */
function operationOf(spec, method, path, page, events) {
  const content = (/** @type {any} */ part) =>
    Object.values(part?.content ?? {})[0];
  const example = (/** @type {any} */ media) =>
    media?.example ??
    /** @type {any} */ (Object.values(media?.examples ?? {})[0])?.value;
  const answers = Object.entries(spec.responses).map(([status, response]) => ({
    status,
    description: response.description,
    schema: content(response)?.schema,
    example: example(content(response)),
    codes: codesOf(response, content(response)),
  }));
  const body = content(spec.requestBody);
  const words = `${spec.summary ?? ""}\n${spec.description ?? ""}`;
  const types = new Set(events.map(({ type }) => type));
  return {
    id: spec.operationId,
    method,
    path,
    url: `${page}#${spec.operationId}`,
    summary: spec.summary,
    description: spec.description,
    scope: spec["x-required-scope"],
    key: keyOf(spec),
    spec,
    request: body && { schema: body.schema, example: example(body) },
    replies: answers.filter(({ status }) => status.startsWith("2")),
    errors: answers
      .filter(
        ({ status, codes }) =>
          /^[45]/.test(status) || (status === "default" && codes.length > 0),
      )
      .map((one) => ({ ...one, status: one.status.replace("default", "5xx") })),
    raises: [...words.matchAll(/`([a-z_.]+)`/g)]
      .map(([, name]) => name)
      .filter(
        (name, index, all) => types.has(name) && all.indexOf(name) === index,
      ),
    transition: transitionOf(spec["x-transition"], spec.summary, words),
  };
}

/** @param {any} spec */
function keyOf(spec) {
  const [scheme] = Object.keys(spec.security?.[0] ?? {});
  if (scheme === "operator") return "AA_ADMIN_TOKEN";
  return scheme ? "AA_KEY" : "";
}

/**
 * The codes of a refusal: as it lists them, or as its description and its examples name them.
 * @param {any} response
 * @param {any} media
 * @returns {string[]}
 */
function codesOf(response, media) {
  const examples = [
    media?.example,
    ...Object.values(media?.examples ?? {}).map((one) => one.value),
  ];
  const named = [...response.description.matchAll(/`([a-z_]+)`/g)];
  const codes = response["x-codes"] ?? [
    ...named.map(([, code]) => code),
    ...examples.map((one) => one?.code),
  ];
  return [...new Set(codes.filter(Boolean))];
}

/**
 * @param {any} stated
 * @param {string} summary
 * @param {string} words
 */
function transitionOf(stated, summary, words) {
  if (stated) return { from: [stated.from].flat(), to: stated.to };
  const states = "`?[A-Z][A-Z_]+`?(?:(?:, | or )`?[A-Z][A-Z_]+`?)*";
  const found = new RegExp(`from (${states}) to \`?([A-Z][A-Z_]+)`).exec(words);
  if (!found) return undefined;
  const from = found[1].replaceAll("`", "").split(/, | or /);
  return { from, to: found[2] };
}

/** @param {any} document @returns {{ name: string, description: string }[]} */
function scopesOf(document) {
  const { description } = document.components.securitySchemes.apiKey;
  return [...description.matchAll(/^- `([^`]+)`: (.*)$/gm)].map(
    ([, name, words]) => ({ name, description: words }),
  );
}

/**
 * Where what stands in code is described: an event, an error code, a scope, an operation.
 * @param {{ events: Event[], operations: Operation[], scopes: { name: string }[], codes: string[] }} what
 * @returns {(code: string) => string | undefined}
 */
function addresses({ events, operations, scopes, codes }) {
  const known = new Map();
  for (const { name } of scopes)
    if (name !== "*") known.set(name, "/docs/authentication#scopes");
  for (const code of codes) known.set(code, `/docs/errors#${code}`);
  for (const { type, url } of events) known.set(type, url);
  for (const { id, method, path, url } of operations) {
    if (id.includes(".")) known.set(id, url);
    known.set(`${method} ${path}`, url);
    known.set(`${method} ${path.replace(BASE, "")}`, url);
  }
  return (code) => known.get(code);
}
