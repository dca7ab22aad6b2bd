// @ts-check
import * as judge from "./judge.js";
import { Keyring } from "./keyring.js";

/** One endpoint's secrets with their keys prepared once: the same functions, faster. */
export class Webhook {
  #keyring;
  #secrets;

  /** @param {string | readonly string[]} secrets */
  constructor(secrets) {
    this.#keyring = new Keyring(secrets).mustBeWhole();
    this.#secrets = Array.isArray(secrets) ? [...secrets] : secrets;
  }

  /**
   * @param {unknown} rawBody
   * @param {unknown} signatureHeader
   */
  verify(rawBody, signatureHeader) {
    return judge.verify(this.#keyring, rawBody, signatureHeader);
  }

  /**
   * @param {unknown} rawBody
   * @param {unknown} headers
   * @param {unknown} [options]
   */
  constructEvent(rawBody, headers, options) {
    return judge.constructEvent(this.#keyring, rawBody, headers, options);
  }

  /**
   * @param {unknown} rawBody
   * @param {unknown} headers
   * @param {unknown} [options]
   */
  explain(rawBody, headers, options) {
    return judge.explain(rawBody, headers, this.#secrets, options);
  }

  /**
   * @param {unknown} rawBody
   * @param {{ id?: string, timestamp?: number }} [options]
   */
  sign(rawBody, options) {
    return judge.sign(this.#keyring, rawBody, options);
  }
}
