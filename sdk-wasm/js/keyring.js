// @ts-check
import { Keys } from "../dist/sdk_wasm.js";
import { HostKey } from "./host.js";

/** An endpoint's secrets, ready for everything that is done with them. */
export class Keyring {
  /** @type {readonly string[]} */
  #secrets;
  /** @type {{ whole: HostKey, decoded: HostKey }[] | undefined} */
  #hostKeys;

  /** @param {unknown} secrets one, or several while it is being rotated */
  constructor(secrets) {
    this.#secrets = secretList(secrets);
    try {
      this.keys = new Keys([...this.#secrets]);
    } catch (fault) {
      throw typeof fault === "string" ? new TypeError(fault) : fault;
    }
  }

  /**
   * Whether it was made of these. What is compared is the developer's own: nothing that a stranger sends gets here.
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
    const fault = this.keys.fault();
    if (fault !== undefined) throw new TypeError(fault);
    return this;
  }

  /** Each secret's keys: its text for `X-AviationAlley-Signature`, the bytes that it encodes for `webhook-signature`. */
  get hostKeys() {
    this.#hostKeys ??= this.#secrets.map((secret) => ({
      whole: new HostKey(secret),
      decoded: new HostKey(decoded(secret)),
    }));
    return this.#hostKeys;
  }

  free() {
    this.keys.free();
  }
}

/**
 * What is no text is as good as missing.
 * @param {unknown} secrets
 * @returns {string[]}
 */
export function secretList(secrets) {
  const list = Array.isArray(secrets) ? secrets : [secrets];
  return list.map((secret) => (typeof secret === "string" ? secret : ""));
}

/**
 * For `verify` it may be any text, whose bytes nobody will ask for.
 * @param {string} secret
 */
function decoded(secret) {
  try {
    return Uint8Array.from(atob(secret.slice(6)), (byte) => byte.charCodeAt(0));
  } catch {
    return new Uint8Array(1);
  }
}
