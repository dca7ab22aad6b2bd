// @ts-check
import { Keys } from "../dist/sdk_wasm_bg.js";
import * as io from "./exchange.js";
import { HostKey } from "./host.js";
import { encoder } from "./utf8.js";

/** An endpoint's secrets with their prepared keys. */
export class Keyring {
  /** @type {readonly string[]} */
  #secrets;
  /** @type {{ whole: HostKey, decoded: HostKey }[] | undefined} */
  #hostKeys;
  /** @type {string | undefined} */
  #fault;

  /** @param {unknown} secrets one, or several while it is being rotated */
  constructor(secrets) {
    this.#secrets = secretList(secrets);
    io.open();
    io.rewind();
    for (const secret of this.#secrets) io.writeField(secret);
    const keys = Keys.prepare(io.exchange, io.written());
    [this.#fault] = io.readOutput();
    if (keys === undefined) throw new TypeError(this.#fault);
    this.keys = keys;
  }

  /**
   * Whether it was made of these secrets. Needs no constant time: both sides are the developer's, and nothing from a
   * request gets here.
   * @param {unknown} secrets
   */
  isOf(secrets) {
    const mine = this.#secrets;
    if (typeof secrets === "string")
      return mine.length === 1 && mine[0] === secrets;
    return (
      Array.isArray(secrets) &&
      secrets.length === mine.length &&
      mine.every((secret, n) => secret === secrets[n])
    );
  }

  /** @throws {TypeError} when a secret is not as AviationAlley shows it */
  mustBeWhole() {
    if (this.#fault !== undefined) throw new TypeError(this.#fault);
    return this;
  }

  /** Each secret's keys: its text for `X-AviationAlley-Signature`, its decoded bytes for `webhook-signature`. */
  get hostKeys() {
    this.#hostKeys ??= this.#secrets.map((secret) => ({
      whole: new HostKey(encoder.encode(secret)),
      decoded: new HostKey(decoded(secret)),
    }));
    return this.#hostKeys;
  }

  free() {
    this.keys.free();
  }
}

/**
 * Treats a secret that is not a string as missing.
 * @param {unknown} secrets
 * @returns {string[]}
 */
export function secretList(secrets) {
  const list = Array.isArray(secrets) ? secrets : [secrets];
  return list.map((secret) => (typeof secret === "string" ? secret : ""));
}

/**
 * For `verify`, the secret may be any text; its decoded bytes are then never used.
 * @param {string} secret
 */
function decoded(secret) {
  try {
    return Uint8Array.from(atob(secret.slice(6)), (byte) => byte.charCodeAt(0));
  } catch {
    return new Uint8Array(1);
  }
}
