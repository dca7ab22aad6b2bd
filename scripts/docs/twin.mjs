// @ts-check
// The generated pages as Markdown, for programs and for people who paste them into one.

import { sampleOf, samples } from "./samples.mjs";

const fence = (/** @type {string} */ text, /** @type {string} */ language) =>
  `\`\`\`${language}\n${text}\n\`\`\``;

export const json = (/** @type {unknown} */ value) =>
  fence(JSON.stringify(value, null, 2), "json");

/** @param {import("./model.mjs").Model} model */
export const index = ({ tags, document }) =>
  [
    "# API reference",
    document.info.description,
    "The whole of it: [OpenAPI 3.0](/api/v1/openapi.json), [the same in YAML](/docs/openapi.yaml).",
    ...tags.flatMap(({ title, url, operations }) => [
      `## [${title}](${url}.md)`,
      operations
        .map(
          ({ method, path, summary }) => `- \`${method} ${path}\`: ${summary}`,
        )
        .join("\n"),
    ]),
  ].join("\n\n") + "\n";

/**
 * @param {import("./model.mjs").Tag} tag
 * @param {{ name: string, schema: any, example: any }[]} objects
 * @param {import("./model.mjs").Model} model
 */
export const tag = ({ title, description, operations }, objects, model) =>
  [
    `# ${title}`,
    ...(description ? [description] : []),
    ...operations.flatMap((one) => operation(one, model)),
    ...objects.flatMap(({ name, schema, example }) => [
      `## The ${name} object`,
      schema.description ?? "",
      fields(schema, model, false),
      json(example),
    ]),
  ].join("\n\n") + "\n";

/**
 * @param {import("./model.mjs").Operation} one
 * @param {import("./model.mjs").Model} model
 */
function operation(one, model) {
  const parameters = (one.spec.parameters ?? []).map(
    (/** @type {any} */ { name, in: place, required, schema, description }) =>
      line(name, { ...schema, description }, required, model, `, in ${place}`),
  );
  const body = one.request && model.schemas.resolve(one.request.schema).schema;
  const takes = Object.keys(body?.properties ?? {}).length > 0;
  const [curl] = samples(sampleOf(one, model));
  return [
    `## ${one.summary}`,
    `\`${one.method} ${one.path}\``,
    one.description ?? "",
    ...(parameters.length > 0 ? ["Parameters:", parameters.join("\n")] : []),
    ...(takes ? ["Body:", fields(body, model, true)] : []),
    ...(one.errors.length > 0 ? [`Refusals: ${refusals(one)}.`] : []),
    fence(curl.text, "sh"),
  ].filter(Boolean);
}

/** @param {import("./model.mjs").Operation} one */
const refusals = ({ errors }) =>
  errors
    .map(({ status, codes }) =>
      [status, ...codes.map((code) => `\`${code}\``)].join(" "),
    )
    .join(", ");

/**
 * @param {any} schema
 * @param {import("./model.mjs").Model} model
 * @param {boolean} request
 */
export const fields = (schema, model, request) =>
  Object.entries(schema.properties ?? {})
    .map(([name, field]) =>
      line(
        name,
        field,
        request && (schema.required ?? []).includes(name),
        model,
      ),
    )
    .join("\n") || "No fields.";

/**
 * @param {string} name
 * @param {any} given
 * @param {boolean} required
 * @param {import("./model.mjs").Model} model
 * @param {string} [place]
 */
function line(name, given, required, { schemas }, place = "") {
  const { schema } = schemas.resolve(given);
  const values = schemas.values(given);
  const words = [schemas.type(given) + place, ...schemas.bounds(given)];
  if (required) words.push("required");
  const told = [
    schema.description,
    values && values.length <= 12 && `One of ${values.join(", ")}.`,
  ];
  const text = told.filter(Boolean).join(" ").replaceAll("\n", " ");
  return `- \`${name}\` (${words.join("; ")})${text ? `: ${text}` : ""}`;
}
