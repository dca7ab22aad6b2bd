// Writes events.d.cts, the types of all events, from the catalog that the worker serves. `--check` only compares.
// @ts-check
import { readFileSync, writeFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";

/** @typedef {Record<string, any>} Schema */
/** @typedef {{ type: string, description: string, schema: Schema }} EventType */

const catalog = new URL("../worker/event-types.json", import.meta.url);
const target = new URL("events.d.cts", import.meta.url);

/** @type {EventType[]} */
const types = JSON.parse(readFileSync(catalog, "utf8")).data;

/** Events that carry the same record share its type. */
const records = Map.groupBy(types, ({ schema }) => JSON.stringify(schema));

const names = new Map(
  [...records].map(([schema, events]) => [schema, nameOf(events)]),
);
if (new Set(names.values()).size < names.size)
  throw new Error("two records would have one name");

const text = `// Made by make-events.mjs from worker/event-types.json.

/** What every event has around its data. */
export interface Envelope<Type extends string, Data> {
  /** The delivery's id, the same in every attempt. */
  id: string;
  type: Type;
  /** The center that it happened in. */
  centerId: string;
  /** When it happened, RFC 3339. */
  createdAt: string;
  data: Data;
}

/** The data of each type of event. */
export interface EventData {
${types.map(({ type, description, schema }) => `${comment(description, "  ")}  ${JSON.stringify(type)}: ${names.get(JSON.stringify(schema))};`).join("\n")}
}

export type EventType = keyof EventData;

/** Any event; its \`type\` tells which. */
export type WebhookEvent = {
  [Type in EventType]: Envelope<Type, EventData[Type]>;
}[EventType];

/** The events of one type or several: \`EventOf<"booking.created" | "booking.updated">\`. */
export type EventOf<Type extends EventType> = Extract<WebhookEvent, { type: Type }>;

${[...records].map(([schema, events]) => declaration(JSON.parse(schema), events)).join("\n\n")}
`;

if (!process.argv.includes("--check")) writeFileSync(target, text);
else if (readFileSync(target, "utf8") !== text) {
  console.error(
    "sdk-wasm/events.d.cts is not what worker/event-types.json says: run node sdk-wasm/make-events.mjs",
  );
  process.exit(1);
}

/** `booking.created` and `booking.updated` carry a `BookingData`; one alone is called after its whole type. */
function nameOf(/** @type {EventType[]} */ events) {
  const [first, ...others] = events.map(({ type }) => type.split("."));
  let common = first.filter((word, n) =>
    others.every((other) => other[n] === word),
  );
  if (common.length === 0) throw new Error(`no common name: ${first}`);
  const words = common.flatMap((word) => word.split("_"));
  return `${words.map((word) => word[0].toUpperCase() + word.slice(1)).join("")}Data`;
}

/** @type {(schema: Schema, events: EventType[]) => string} */
function declaration(schema, events) {
  const [base, inherited] = baseOf(schema) ?? ["", {}];
  const own = Object.entries(schema.properties).filter(
    ([name]) => !(name in inherited),
  );
  return `${comment(schema.description, "")}export interface ${nameOf(events)} ${base && `extends ${base} `}${object({ ...schema, properties: Object.fromEntries(own) }, "")}`;
}

/**
 * `booking.updated` has what all of its kind have, and more.
 *
 * @type {(schema: Schema) => [string, Schema] | undefined}
 */
function baseOf({ description, properties, required }) {
  const names = Object.keys(properties);
  for (const [text, events] of records) {
    const base = JSON.parse(text);
    const inherited = Object.keys(base.properties);
    const isBase =
      base.description === description &&
      inherited.length < names.length &&
      inherited.every(
        (name) =>
          isDeepStrictEqual(base.properties[name], properties[name]) &&
          base.required.includes(name) === required.includes(name),
      );
    if (isBase) return [nameOf(events), base.properties];
  }
}

/** @type {(schema: Schema, indent: string) => string} */
function typeOf(schema, indent) {
  const options = schema.oneOf ?? schema.anyOf;
  if (options)
    return union(
      options.map((/** @type {Schema} */ option) => typeOf(option, indent)),
    );
  if ("const" in schema) return JSON.stringify(schema.const);
  if (schema.enum)
    return union(
      schema.enum.map((/** @type {unknown} */ value) => JSON.stringify(value)),
    );
  return union(
    [schema.type].flat().map((type) => ofType(type, schema, indent)),
  );
}

/** @type {(type: string | undefined, schema: Schema, indent: string) => string} */
function ofType(type, schema, indent) {
  switch (type) {
    case "string":
    case "boolean":
    case "null":
      return type;
    case "integer":
    case "number":
      return "number";
    case "array":
      return `Array<${typeOf(schema.items, indent)}>`;
    case "object":
      return object(schema, indent);
    case undefined:
      return "unknown";
    default:
      throw new Error(`no type for ${JSON.stringify(schema).slice(0, 200)}`);
  }
}

/** @type {(schema: Schema, indent: string) => string} */
function object({ properties, required = [] }, indent) {
  if (!properties) return "Record<string, unknown>";
  const inner = `${indent}  `;
  const lines = Object.entries(properties).map(
    ([name, schema]) =>
      `${comment(schema.description, inner)}${inner}${name}${required.includes(name) ? "" : "?"}: ${typeOf(schema, inner)};`,
  );
  return `{\n${lines.join("\n")}\n${indent}}`;
}

/** @type {(members: string[]) => string} */
function union(members) {
  return [...new Set(members)].join(" | ");
}

/** @type {(text: string | undefined, indent: string) => string} */
function comment(text, indent) {
  return text ? `${indent}/** ${text.replaceAll("*/", "* /")} */\n` : "";
}
