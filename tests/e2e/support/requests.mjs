// @ts-check
// Requests to every operation of the document: the largest that it allows, and larger ones that it does not.

import { randomUUID } from "node:crypto";

/** The longest body that is read, in bytes. */
const MAX_BODY = 1024 * 1024;
const DAY = 24 * 3_600_000;
/** A number that sums of may be formed of. */
const LARGE = 1_000;

/**
 * @typedef {object} Operation
 * @property {string} method
 * @property {string} path below the document's server, with `{name}` for parameters
 * @property {boolean} isList whether it takes a `limit`
 * @property {any} [schema] of the body, dereferenced at its top
 */

/** @typedef {{ method: string, path: string, body?: string }} Prepared */

export class Requests {
  /** @type {any} */
  #document;
  /** Stored items by the first word of their path, to take ids and bodies from. */
  #stored;
  /** Items of an array at most. */
  #most = 500;

  /**
   * @param {any} document
   * @param {Record<string, any[]>} stored
   */
  constructor(document, stored) {
    this.#document = document;
    this.#stored = stored;
  }

  /** What an API key opens. @returns {Operation[]} */
  operations() {
    const all = [];
    for (const [path, item] of Object.entries(this.#document.paths)) {
      for (const [method, operation] of Object.entries(item)) {
        if (!operation.security?.some((/** @type {any} */ one) => one.apiKey))
          continue;
        const content = operation.requestBody?.content["application/json"];
        const schema = content && this.#resolve(content.schema);
        const isList = (operation.parameters ?? []).some(
          (/** @type {any} */ one) => one.name === "limit",
        );
        all.push({ method: method.toUpperCase(), path, isList, schema });
      }
    }
    return all;
  }

  /**
   * One that may be accepted, as large as its schema allows.
   * @param {Operation} operation
   * @returns {Prepared}
   */
  largest({ method, path, isList, schema }) {
    const target = this.#target(path) + (isList ? "?limit=200" : "");
    if (!schema) return { method, path: target };
    const model = this.#some(path);
    // Some records are bounded as a whole, which no schema says: so some of their requests are smaller.
    for (this.#most = 500 >> (4 * Math.random()); ; this.#most >>= 1) {
      const body = JSON.stringify(this.#object(schema, model));
      if (Buffer.byteLength(body) <= MAX_BODY)
        return { method, path: target, body };
    }
  }

  /**
   * Such that must be refused, each in another way.
   * @param {Operation} operation
   * @returns {Prepared[]}
   */
  tooLarge({ method, path, schema }) {
    const target = this.#target(path);
    if (method === "GET") {
      return [
        `${target}?q=${"%25_".repeat(1_000)}`,
        `${target}?${Array.from({ length: 1_500 }, (_, index) => `x${index}=1`).join("&")}`,
        `${target}?cursor=${"A".repeat(8_000)}&limit=200`,
      ].map((path) => ({ method, path }));
    }
    const bodies = [
      "[".repeat(MAX_BODY - 1),
      `{"a":${" ".repeat(MAX_BODY - 7)}1}`,
      filled((index) => `"unknown${index}":1`, "{", "}"),
      "x".repeat(MAX_BODY + 1),
    ];
    for (const [name, field] of Object.entries(schema?.properties ?? {})) {
      const { type, items } = this.#resolve(field);
      if (type === "array") {
        const item = this.#value(name, items);
        const same = JSON.stringify(item ?? null);
        const before = `{${JSON.stringify(name)}:[`;
        bodies.push(filled(() => same, before, "]}"));
        bodies.push(filled(() => `"${randomUUID()}"`, before, "]}"));
        bodies.push(filled((index) => `${index}`, before, "]}"));
        bodies.push(filled(() => '""', before, "]}"));
        bodies.push(filled(() => "{}", before, "]}"));
      } else if (type === "string") {
        bodies.push(JSON.stringify({ [name]: "é".repeat(500_000) }));
      }
    }
    return bodies.map((body) => ({ method, path: target, body }));
  }

  /** @param {any} schema */
  #resolve(schema) {
    let found = schema;
    while (found?.$ref || found?.allOf) {
      const reference = found.$ref ?? found.allOf[0].$ref;
      if (!reference) return found.allOf[0];
      found = this.#document.components.schemas[reference.split("/").at(-1)];
    }
    return found ?? {};
  }

  /** @param {string} path */
  #some(path) {
    const items = this.#stored[path.split("/")[1]] ?? [];
    return items[Math.floor(Math.random() * items.length)];
  }

  /** @param {string} path */
  #target(path) {
    const one = this.#some(path);
    const id = () => one?.id ?? one?.userId ?? randomUUID();
    let first = true;
    return path.replace(/\{\w+\}/g, () => {
      const given = first ? id() : randomUUID();
      first = false;
      return given;
    });
  }

  /**
   * @param {string} name
   * @param {any} field its schema
   * @param {any} [model] a value that was accepted
   * @returns {any}
   */
  #value(name, field, model) {
    const schema = this.#resolve(field);
    if (schema.enum) return model ?? schema.enum[0];
    if (schema.type === "array") return this.#array(name, schema, model);
    if (schema.type === "object") return this.#object(schema, model);
    if (schema.type === "boolean") return model ?? true;
    // It follows from two others.
    if (name === "amountCents") return undefined;
    if (schema.type !== "string")
      return model ?? Math.min(schema.maximum ?? 1, LARGE);
    if (name === "email" || name.endsWith("Email"))
      return `${"x".repeat(20)}${randomUUID()}@example.com`;
    if (schema.format === "uuid") return model ?? this.#reference(name);
    const yesterday = new Date(Date.now() - DAY).toISOString();
    if (schema.format === "date-time") return model ?? yesterday;
    if (schema.format === "date") return model ?? yesterday.slice(0, 10);
    if (schema.format || name === "url") return model ?? undefined;
    const longest = "é".repeat(schema.maxLength ?? 200);
    const { pattern } = schema;
    if (pattern && !new RegExp(pattern, "u").test(longest))
      return model ?? undefined;
    return longest.length < 100 && model ? model : longest;
  }

  /** @param {any} schema @param {any} model */
  #object(schema, model) {
    const entries = Object.entries(schema.properties ?? {}).map(
      ([name, field]) => [name, this.#value(name, field, model?.[name])],
    );
    return Object.fromEntries(
      entries.filter(([, value]) => value !== undefined),
    );
  }

  /** @param {string} name @param {any} schema @param {any} model */
  #array(name, schema, model) {
    if (name === "events" || name === "scopes") return model ?? ["*"];
    const length = Math.min(schema.maxItems ?? 100, this.#most);
    const items = Array.from({ length }, (_, index) => {
      if (schema.items?.type === "integer") return index + 1;
      const item = this.#value(name, schema.items, model?.[index]);
      return item?.lineNumber ? { ...item, lineNumber: index + 1 } : item;
    });
    if (!`${schema.description}`.includes("No item twice.")) return items;
    const different = new Map(
      items.map((item) => [JSON.stringify(item), item]),
    );
    return [...different.values()];
  }

  /** @param {string} name such as traineeId */
  #reference(name) {
    const word = name.replace(/Ids?$/, "");
    const path = Object.keys(this.#stored).find((path) =>
      path.startsWith(word.replace(/([A-Z])/g, "-$1").toLowerCase()),
    );
    const items = path ? this.#stored[path] : [];
    const one = items[Math.floor(Math.random() * items.length)];
    return one?.id ?? randomUUID();
  }
}

/**
 * As many parts as a body may hold.
 * @param {(index: number) => string} part
 * @param {string} before
 * @param {string} behind
 */
function filled(part, before, behind) {
  const parts = [];
  let room = MAX_BODY - before.length - behind.length;
  for (let index = 0; ; index += 1) {
    const next = part(index);
    room -= Buffer.byteLength(next) + 1;
    if (room < 0) return before + parts.join(",") + behind;
    parts.push(next);
  }
}
