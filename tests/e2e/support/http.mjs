// @ts-check
// Requests to the worker, each answer read to its end.

import { request } from "node:http";
import { connect } from "node:net";

/**
 * @typedef {object} Options
 * @property {string} [method]
 * @property {string} [token] for `Authorization: Bearer`
 * @property {unknown} [json] a body to serialise
 * @property {string | Uint8Array<ArrayBuffer>} [raw] a body to send as it is, said to be JSON
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
  const body = json === undefined ? raw : JSON.stringify(json);
  const response = await fetch(url, {
    method,
    redirect: "manual",
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    body,
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

/**
 * Sends bytes as they stand, and reads until the server hangs up or its answer is whole.
 * @param {string} url
 * @param {string} text the request, with its request line
 * @param {{ end?: boolean }} [options] `end`: send nothing more (default), rather than hold the connection open
 * @returns {Promise<Answer>}
 */
export async function sendBytes(url, text, { end = true } = {}) {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.setEncoding("latin1").setTimeout(30_000, () => socket.destroy());
  if (end) socket.end(text, "latin1");
  else socket.write(text, "latin1");
  let answer = "";
  for await (const chunk of socket) {
    answer += chunk;
    const length = /content-length: (\d+)\r\n/i.exec(answer)?.[1];
    const head = answer.indexOf("\r\n\r\n");
    if (head > 0 && length && answer.length >= head + 4 + Number(length)) break;
  }
  socket.destroy();
  const [head, ...rest] = answer.split("\r\n\r\n");
  const [status, ...lines] = head.split("\r\n");
  const body = rest.join("\r\n\r\n");
  return {
    request: text.split("\r\n", 1)[0],
    status: Number(status.split(" ")[1]),
    headers: new Headers(
      lines.map((line) => /** @type {any} */ (line.split(/: (.*)/s, 2))),
    ),
    text: body,
    body: parsed(body),
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
