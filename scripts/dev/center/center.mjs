// @ts-check
// How the tables of this folder become records: each row is created, then goes through its verbs.

import { call } from "../http.mjs";

/** @typedef {string | [verb: string, input: object]} Move */
/** @typedef {[body: object, ...moves: Move[]]} Row what is created, and what happens to it then */

const AT_ONCE = 8;

/** A center that is being filled: rows go in side by side, bounded; a row's own requests go one by one. */
export class Center {
  /** How many records it got. */
  count = 0;
  #free = AT_ONCE;
  /** @type {(() => void)[]} */
  #waiting = [];

  /**
   * @param {string} url
   * @param {string} key
   */
  constructor(url, key) {
    this.url = url;
    this.key = key;
  }

  /**
   * @param {string} path of the collection
   * @param {Row[]} rows
   * @returns {Promise<any[]>} the records as they were created, in the order of the rows
   */
  make(path, rows) {
    return Promise.all(
      rows.map(async ([body, ...moves]) => {
        const record = await this.#send("POST", path, body);
        this.count++;
        await this.advance(`${path}/${record.id}`, moves);
        return record;
      }),
    );
  }

  /**
   * @param {string} path of the record
   * @param {object} body
   * @param {Move[]} moves
   */
  async put(path, body, moves) {
    await this.#send("PUT", path, body);
    this.count++;
    await this.advance(path, moves);
  }

  /**
   * @param {string} path of the record
   * @param {Move[]} moves
   */
  async advance(path, moves) {
    for (const move of moves) {
      const [verb, input] = typeof move === "string" ? [move, {}] : move;
      await this.#send("POST", `${path}/${verb}`, input);
    }
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {object} body
   */
  async #send(method, path, body) {
    if (this.#free > 0) this.#free--;
    else await new Promise((go) => this.#waiting.push(() => go(undefined)));
    try {
      return await call(this.url, this.key, method, `/api/v1/${path}`, body);
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    }
  }
}
