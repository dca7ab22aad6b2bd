// @ts-check
// A customer's server on loopback: keeps what it gets, and answers well or badly, as a test wants.

import { once } from "node:events";
import { createServer } from "node:http";
import { after } from "node:test";
import { poll } from "../../../scripts/runtime.mjs";

/**
 * @typedef {object} Received
 * @property {string} method
 * @property {string} path
 * @property {Record<string, string>} headers
 * @property {Buffer} body
 * @property {any} envelope the body, parsed
 * @property {number} at when it was complete, ms
 */

/**
 * What to do with the request: answer it, or never, or break the connection.
 * @typedef {{ status: number, headers?: Record<string, string>, endless?: boolean } | "hang" | "reset"} Reaction
 * @typedef {(received: Received, count: number) => Reaction} Behaviour `count` is 1 at the hook's first request
 */

/** One URL of the receiver. */
export class Hook {
  /** @type {Received[]} */
  received = [];

  /**
   * @param {string} url
   * @param {Behaviour} behaviour
   */
  constructor(url, behaviour) {
    this.url = url;
    this.behaviour = behaviour;
  }

  /** @param {string} type */
  of(type) {
    return this.received.filter(({ envelope }) => envelope.type === type);
  }

  /**
   * Waits for a request; a delivery that has come already counts.
   * @param {(received: Received) => boolean} wanted
   * @param {number} [timeoutMs]
   * @returns {Promise<Received>}
   */
  async until(wanted, timeoutMs = 10_000) {
    await poll(
      () => this.received.some(wanted),
      `nothing like it came to ${this.url}, only ${this.summary()},`,
      timeoutMs,
    );
    return /** @type {Received} */ (this.received.find(wanted));
  }

  summary() {
    const types = this.received.map(({ envelope }) => envelope.type);
    return types.join(", ") || "nothing";
  }
}

export class Receiver {
  /** Whatever came, on known paths and others. */
  requests = 0;
  /** @type {Map<string, Hook>} */
  #hooks = new Map();
  #server = createServer((request, response) => this.#take(request, response));

  static async start() {
    const receiver = new Receiver();
    receiver.#server.listen(0, "127.0.0.1");
    await once(receiver.#server, "listening");
    return receiver;
  }

  get origin() {
    const address = this.#server.address();
    const { port } = /** @type {import("node:net").AddressInfo} */ (address);
    return `http://127.0.0.1:${port}`;
  }

  /**
   * @param {string} path
   * @param {Behaviour} [behaviour] default: 200
   */
  hook(path, behaviour = () => ({ status: 200 })) {
    const hook = new Hook(this.origin + path, behaviour);
    this.#hooks.set(path, hook);
    return hook;
  }

  async close() {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, "close");
  }

  /**
   * @param {import("node:http").IncomingMessage} request
   * @param {import("node:http").ServerResponse} response
   */
  async #take(request, response) {
    this.requests += 1;
    const chunks = [];
    try {
      for await (const chunk of request) chunks.push(chunk);
    } catch {
      // Cut off by the sender, or by its end: nothing was received.
      return;
    }
    const body = Buffer.concat(chunks);
    const path = request.url ?? "";
    const hook = this.#hooks.get(path);
    if (!hook) return response.writeHead(404).end();
    const received = {
      method: request.method ?? "",
      path,
      headers: /** @type {Record<string, string>} */ (request.headers),
      body,
      envelope: parsed(body),
      at: Date.now(),
    };
    hook.received.push(received);
    const reaction = hook.behaviour(received, hook.received.length);
    if (reaction === "hang") return;
    if (reaction === "reset") return request.socket.resetAndDestroy();
    response.writeHead(reaction.status, reaction.headers);
    if (reaction.endless) response.write("a body that never ends");
    else response.end();
  }
}

/** A receiver for the tests of one file. */
export async function useReceiver() {
  const receiver = await Receiver.start();
  after(() => receiver.close());
  return receiver;
}

/** @param {Buffer} body */
function parsed(body) {
  try {
    return JSON.parse(body.toString());
  } catch {
    return {};
  }
}
