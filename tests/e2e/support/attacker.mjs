// @ts-check
// A tenant that sends as much as it can, in a thread of its own, so that who measures beside it is not held up by it.
// It says at its end what it was answered.

import { parentPort, workerData } from "node:worker_threads";
import { Requests } from "./requests.mjs";

/**
 * @typedef {object} Orders
 * @property {string} url of the API
 * @property {string} token
 * @property {any} document
 * @property {Record<string, any[]>} stored
 * @property {number} connections
 * @property {number} until ms since 1970
 */

/**
 * @typedef {object} Result
 * @property {number} sent
 * @property {Record<string, number>} statuses how many answers had each
 * @property {string[]} broken requests with a 5xx or no answer, the first few
 * @property {{ request: string, bytes: number }} largest answer
 * @property {string[]} neverAccepted operations whose legal requests were all refused by a 4xx
 */

const orders = /** @type {Orders} */ (workerData);
const STRANGER = `aa_live_${"0".repeat(32)}`;

const requests = new Requests(orders.document, orders.stored);
const operations = requests.operations();
/** Made once: they are large, and it is not this thread's speed that is tried. */
const illegal = operations.map((operation) => requests.tooLarge(operation));

/** @type {Result} */
const result = {
  sent: 0,
  statuses: {},
  broken: [],
  largest: { request: "", bytes: 0 },
  neverAccepted: [],
};
/** @type {Set<string>} */
const accepted = new Set();

/** @param {{ method: string, path: string }} operation */
const nameOf = ({ method, path }) => `${method} ${path}`;

/** @param {number} turn */
function next(turn) {
  const index = turn % operations.length;
  const operation = operations[index];
  const round = Math.floor(turn / operations.length);
  const others = illegal[index];
  const isLegal = round % 2 === 0 || others.length === 0;
  const prepared = isLegal
    ? requests.largest(operation)
    : others[(round >> 1) % others.length];
  const token = !isLegal && round % 8 === 3 ? STRANGER : orders.token;
  return { prepared, token, operation: isLegal ? operation : undefined };
}

async function attack() {
  while (Date.now() < orders.until) {
    const { prepared, token, operation } = next(result.sent++);
    const { method, path, body } = prepared;
    const request = `${method} ${path.slice(0, 100)} ${body?.slice(0, 60) ?? ""}`;
    try {
      const response = await fetch(orders.url + path, {
        method,
        body,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        signal: AbortSignal.timeout(60_000),
      });
      const answer = Buffer.from(await response.arrayBuffer());
      const { byteLength } = answer;
      const { status } = response;
      result.statuses[status] = (result.statuses[status] ?? 0) + 1;
      if (status >= 500)
        result.broken.push(`${request}: ${status} ${answer.subarray(0, 300)}`);
      if (byteLength > result.largest.bytes)
        result.largest = { request, bytes: byteLength };
      if (operation && status < 300) accepted.add(nameOf(operation));
    } catch (error) {
      result.broken.push(`${request}: ${error}`);
    }
  }
}

await Promise.all(Array.from({ length: orders.connections }, attack));
result.broken.splice(20);
result.neverAccepted = operations
  .map(nameOf)
  .filter((name) => !accepted.has(name));
parentPort?.postMessage(result);
