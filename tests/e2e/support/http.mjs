// @ts-check
// Requests to the worker, each answer read to its end.

import { request } from "node:http";

/**
 * @typedef {object} Options
 * @property {string} [method]
 * @property {string} [token] for `Authorization: Bearer`
 * @property {unknown} [json] a body to serialise
 * @property {string | Uint8Array<ArrayBuffer>} [raw] a body to send as it is
 * @property {Record<string, string>} [headers]
 */

/**
 * @typedef {object} Answer
 * @property {string} request for messages
 * @property {number} status
 * @property {Headers} headers
 * @property {string} text
 * @property {any} body the JSON it holds, if any
 */

/**
 * @param {string} url
 * @param {Options} [options]
 * @returns {Promise<Answer>}
 */
export async function send(url, options = {}) {
  const { method = "GET", token, json, raw, headers = {} } = options;
  const response = await fetch(url, {
    method,
    redirect: "manual",
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(json === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    body: json === undefined ? raw : JSON.stringify(json),
    // Bounds a request that nobody answers; a test's own deadlines are shorter.
    signal: AbortSignal.timeout(30_000),
  });
  const text = await response.text();
  return {
    request: `${method} ${new URL(url).pathname}`,
    status: response.status,
    headers: response.headers,
    text,
    body: parsed(text),
  };
}

/**
 * Sends what `fetch` would not: header bytes of any kind, and bodies in chunks, without a length.
 * @param {string} url
 * @param {{ method: string, headers?: Record<string, string>, chunks?: Iterable<string> }} options
 * @returns {Promise<Answer>}
 */
export async function sendChunks(url, { method, headers = {}, chunks = [] }) {
  const outgoing = request(url, { method, headers, agent: false });
  // The server may answer, and hang up, before it has read all; only the answer counts.
  outgoing.on("error", () => {});
  /** @type {Promise<import("node:http").IncomingMessage>} */
  const answered = new Promise((settle, fail) => {
    outgoing.once("response", settle);
    outgoing.once("close", () => fail(new Error(`${url} did not answer`)));
  });
  for (const chunk of chunks) outgoing.write(chunk);
  outgoing.end();
  const incoming = await answered;
  let text = "";
  for await (const chunk of incoming.setEncoding("utf8")) text += chunk;
  return {
    request: `${method} ${new URL(url).pathname}`,
    status: incoming.statusCode ?? 0,
    headers: new Headers(
      /** @type {Record<string, string>} */ (incoming.headers),
    ),
    text,
    body: parsed(text),
  };
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
