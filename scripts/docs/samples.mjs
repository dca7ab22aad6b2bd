// @ts-check
// One request in three languages. AA_URL and AA_KEY are the reader's own, as the quickstart sets them.

/**
 * @typedef {object} Sample
 * @property {string} method
 * @property {string} path with its parameters filled in, and its query
 * @property {unknown} [body]
 * @property {string} [key] the variable with the bearer token; "" for none
 */

/**
 * @param {Sample} sample
 * @returns {import("./code.mjs").Block[]}
 */
export function samples(sample) {
  return [
    { label: "curl", language: "bash", text: curl(sample) },
    { label: "JavaScript", language: "javascript", text: javascript(sample) },
    { label: "Python", language: "python", text: python(sample) },
  ];
}

/** @param {Sample} sample */
function curl({ method, path, body, key = "AA_KEY" }) {
  const lines = [`curl -sS "$AA_URL${path}"`];
  if (method !== "GET" && (method !== "POST" || body === undefined))
    lines[0] = `curl -sS -X ${method} "$AA_URL${path}"`;
  if (key) lines.push(`-H "Authorization: Bearer $${key}"`);
  if (body !== undefined) {
    lines.push('-H "Content-Type: application/json"');
    const text = JSON.stringify(body, null, 2).replaceAll("'", "'\\''");
    lines.push(`-d '${text}'`);
  }
  return lines.join(" \\\n  ");
}

/** @param {Sample} sample */
function javascript({ method, path, body, key = "AA_KEY" }) {
  const init = [];
  if (method !== "GET") init.push(`  method: "${method}",`);
  const headers = [];
  if (key)
    headers.push("    Authorization: `Bearer ${process.env." + key + "}`,");
  if (body !== undefined)
    headers.push('    "Content-Type": "application/json",');
  if (headers.length > 0) init.push("  headers: {", ...headers, "  },");
  if (body !== undefined)
    init.push(`  body: JSON.stringify(${indented(unquoted(body), "  ")}),`);
  const options = init.length > 0 ? `, {\n${init.join("\n")}\n}` : "";
  const answer =
    method === "DELETE" ? "response.status" : "await response.json()";
  return [
    "const response = await fetch(`${process.env.AA_URL}" +
      path +
      "`" +
      options +
      ");",
    "if (!response.ok) throw new Error(await response.text());",
    `console.log(${answer});`,
  ].join("\n");
}

/** @param {Sample} sample */
function python({ method, path, body, key = "AA_KEY" }) {
  const options = [`    f"{os.environ['AA_URL']}${path}",`];
  if (key)
    options.push(
      `    headers={"Authorization": f"Bearer {os.environ['${key}']}"},`,
    );
  if (body !== undefined)
    options.push(`    json=${indented(literal(body), "    ")},`);
  const answer =
    method === "DELETE" ? "response.status_code" : "response.json()";
  return [
    "import os",
    "",
    "import requests",
    "",
    `response = requests.${method.toLowerCase()}(`,
    ...options,
    ")",
    "response.raise_for_status()",
    `print(${answer})`,
  ].join("\n");
}

/** @param {string} text @param {string} space */
const indented = (text, space) => text.replaceAll("\n", `\n${space}`);

/** @param {unknown} value */
const unquoted = (value) =>
  JSON.stringify(value, null, 2).replace(/^(\s*)"([A-Za-z_]\w*)":/gm, "$1$2:");

/**
 * @param {unknown} value
 * @param {string} [space]
 * @returns {string}
 */
function literal(value, space = "") {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value !== "object") return JSON.stringify(value);
  const inner = `${space}    `;
  const items = Array.isArray(value)
    ? value.map((item) => literal(item, inner))
    : Object.entries(value).map(
        ([name, item]) => `${JSON.stringify(name)}: ${literal(item, inner)}`,
      );
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  if (items.length === 0) return open + close;
  return `${open}\n${items.map((item) => `${inner}${item},\n`).join("")}${space}${close}`;
}

/**
 * @param {import("./model.mjs").Operation} one
 * @param {import("./model.mjs").Model} model
 * @returns {import("./samples.mjs").Sample}
 */
export function sampleOf(one, { schemas }) {
  const parameters = one.spec.parameters ?? [];
  const path = one.path.replace(/\{(\w+)\}/g, (_, name) => {
    const parameter = parameters.find(
      (/** @type {any} */ each) => each.name === name,
    );
    return (
      parameter?.example ?? schemas.example(parameter?.schema, undefined, name)
    );
  });
  const paged = parameters.some(
    (/** @type {any} */ { name }) => name === "limit",
  );
  const body = one.request && (one.request.example ?? bodyOf(one, schemas));
  return {
    method: one.method,
    path: paged ? `${path}?limit=20` : path,
    body,
    key: one.key,
  };
}

/** @param {import("./model.mjs").Operation} one @param {import("./schema.mjs").Schemas} schemas */
function bodyOf(one, schemas) {
  const { schema } = schemas.resolve(one.request.schema);
  const whole = schemas.example(schema);
  if (one.method !== "PATCH") return whole;
  // A change shows one field, not all.
  const [name] = Object.keys(whole)
    .filter((name) => /notes|description|title/.test(name))
    .concat(Object.keys(whole));
  return name ? { [name]: whole[name] } : whole;
}
