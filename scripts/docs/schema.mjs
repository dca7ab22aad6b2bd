// @ts-check
// What a schema of the document says, in words, and an example that it allows.

/** @typedef {any} Schema */

const EXAMPLES = /** @type {Record<string, unknown>} */ ({
  uuid: "3a4f6f0e-6a0a-4b5c-8a43-8d7b9e1c2d03",
  "date-time": "2026-06-02T13:00:00.000Z",
  date: "2026-06-02",
  email: "dana.reyes@example.com",
});

const BY_NAME = /** @type {Record<string, unknown>} */ ({
  url: "https://example.com/webhooks/aviationalley",
  email: "dana.reyes@example.com",
  ownerEmail: "owner@example.com",
  secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw+3bD0y5fXlQ=",
  token: "aa_live_3a4f6f0e6a0a4b5c8a438d7b9e1c2d03",
  timeZone: "America/Denver",
  period: "2026-Q2",
  bidMonth: "2026-06",
  nextCursor: null,
  events: ["booking.created", "booking.cancelled"],
  eventTypes: ["booking.created"],
  scopes: ["bookings:read"],
  since: "2026-06-01T00:00:00.000Z",
});

/** What a person would write into a field of such a name. */
const TEXTS = /** @type {[RegExp, string][]} */ ([
  [/callout/i, "Captain reported sick"],
  [/deny/i, "Rest time would be too short"],
  [/void/i, "Billed twice"],
  [/waive/i, "Covered by the type rating"],
  [/reason/i, "Simulator down for maintenance"],
  [/resolution/i, "Replaced the actuator and tested it"],
  [/corrective/i, "Replaced the unit, checked it in flight"],
  [/closure/i, "Procedure changed and briefed"],
  [/remarks|notes?$/i, "Unstable approach, to be flown again"],
]);

export class Schemas {
  /**
   * @param {any} document
   * @param {any[]} events of the catalog, whose examples are whole records
   */
  constructor(document, events) {
    this.components = document.components.schemas;
    this.events = events;
  }

  /**
   * The schema itself, and the name of its component.
   * @param {Schema} schema
   * @returns {{ schema: Schema, name?: string }}
   */
  resolve(schema) {
    const given = schema ?? {};
    const inner = given.$ref ?? given.allOf?.[0]?.$ref;
    if (!inner) return { schema: given };
    const name = inner.split("/").at(-1);
    const { $ref, allOf, ...own } = given;
    return { schema: { ...this.components[name], ...own }, name };
  }

  /**
   * `string (uuid)`, `array of Line`, `"DRAFT" | "SENT"`...
   * @param {Schema} given
   * @returns {string}
   */
  type(given) {
    const { schema } = this.resolve(given);
    const types = [
      schema.type ?? (schema.properties ? "object" : "any"),
    ].flat();
    const alternatives = schema.oneOf ?? schema.anyOf;
    const kinds = alternatives
      ? alternatives.map((/** @type {Schema} */ one) => this.type(one))
      : types
          .filter((type) => type !== "null")
          .map((type) => {
            if (type === "array") return `array of ${this.type(schema.items)}`;
            const format = schema.format;
            return format && type === "string" ? `${type} (${format})` : type;
          });
    const unique = [...new Set(kinds)];
    if (schema.nullable || types.includes("null")) unique.push("null");
    return unique.join(" or ");
  }

  /**
   * Bounds in words.
   * @param {Schema} given
   * @returns {string[]}
   */
  bounds(given) {
    const { schema } = this.resolve(given);
    const range = (
      /** @type {number | undefined} */ least,
      /** @type {number | undefined} */ most,
      /** @type {string} */ unit,
    ) => {
      if (least === undefined && most === undefined) return [];
      if (least !== undefined && most !== undefined)
        return [`${least} to ${most}${unit}`];
      return [
        most === undefined
          ? `${least} or more${unit}`
          : `at most ${most}${unit}`,
      ];
    };
    return [
      ...range(schema.minLength, schema.maxLength, " characters"),
      ...range(schema.minItems, schema.maxItems, " items"),
      ...range(schema.minimum, schema.maximum, ""),
    ];
  }

  /**
   * @param {Schema} given
   * @returns {string[] | undefined} the values that it allows
   */
  values(given) {
    const { schema } = this.resolve(given);
    if (schema.enum) return schema.enum;
    if (schema.oneOf?.every((/** @type {Schema} */ one) => "const" in one))
      return schema.oneOf.map((/** @type {Schema} */ one) => one.const);
    return schema.items && this.values(schema.items);
  }

  /**
   * The schema of the objects inside, if there are any.
   * @param {Schema} given
   * @returns {{ schema: Schema, name?: string } | undefined}
   */
  inside(given) {
    const { schema, name } = this.resolve(given);
    if (schema.items) return this.inside(schema.items);
    const nested = (schema.oneOf ?? schema.anyOf)?.find(
      (/** @type {Schema} */ one) => this.inside(one),
    );
    if (nested) return this.inside(nested);
    return schema.properties ? { schema, name } : undefined;
  }

  /**
   * An example: the document's own, or a record of the event catalog, or one made up.
   * @param {Schema} given
   * @param {Record<string, any>} [record] whose values are taken where names agree
   * @param {string} [name] of the field
   * @returns {any}
   */
  example(given, record, name = "") {
    const { schema } = this.resolve(given);
    if (schema.example !== undefined) return schema.example;
    if (record?.[name] !== undefined && record[name] !== null)
      return record[name];
    if (schema.properties) return this.#object(schema, record);
    const types = [schema.type].flat();
    if (types.includes("array")) {
      if (name in BY_NAME) return BY_NAME[name];
      return [this.example(schema.items, record, name.replace(/s$/, ""))];
    }
    const values = this.values(given);
    if (values) return values[0];
    const first = (schema.oneOf ?? schema.anyOf)?.[0];
    if (first) return this.example(first, record, name);
    if (types.includes("boolean")) return true;
    if (types.includes("integer") || types.includes("number"))
      return schema.minimum ?? 1;
    if (types.includes("object")) return {};
    if (schema.format in EXAMPLES) return EXAMPLES[schema.format];
    if (name in BY_NAME) return BY_NAME[name];
    if (schema.pattern?.includes("del_"))
      return "del_3a4f6f0e6a0a4b5c8a438d7b9e1c2d035d0c7a521f3e4c7b";
    if (schema.pattern?.includes("evt_"))
      return "evt_3a4f6f0e6a0a4b5c8a438d7b9e1c2d03";
    const text = TEXTS.find(([pattern]) => pattern.test(name))?.[1];
    if (text) return text;
    return name.replace(/([A-Z])/g, " $1").toLowerCase() || "text";
  }

  /**
   * @param {Schema} schema
   * @param {Record<string, any>} [given]
   */
  #object(schema, given) {
    const known = given ?? this.record(schema);
    const required = new Set(schema.required);
    const entries = Object.entries(schema.properties)
      .filter(
        ([name, field]) =>
          required.has(name) ||
          (known?.[name] ?? null) !== null ||
          field.example !== undefined,
      )
      .map(([name, field]) => {
        const types = [field.type].flat();
        const empty = field.nullable || types.includes("null");
        const told = known?.[name];
        const nothing =
          told === null || (told === undefined && required.has(name));
        const value =
          empty && nothing
            ? null
            : this.example(field, known && { [name]: told }, name);
        return [name, value];
      });
    return Object.fromEntries(entries);
  }

  /**
   * The record of the catalog's examples with all of these fields, or the one that shares most of them.
   * @param {Schema} schema
   * @returns {Record<string, any> | undefined}
   */
  record(schema) {
    const names = Object.keys(schema.properties ?? {});
    const shared = (/** @type {any} */ { example }) =>
      names.filter((name) => name in example).length;
    const [best] = this.events
      .filter((event) => event.type !== "webhook.test")
      .sort((a, b) => shared(b) - shared(a));
    return names.length > 0 && best && shared(best) >= names.length * 0.7
      ? best.example
      : undefined;
  }
}
