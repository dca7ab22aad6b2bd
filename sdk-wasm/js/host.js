// The host's own crypto, where it can be had at once: in Node from 20.16, Deno, Bun, and Workers with nodejs_compat.
// Its SHA-256 uses instructions that WebAssembly has not, and each call of it costs more than a short body does here.
// @ts-check

/** @type {typeof import("node:crypto") | undefined} */
const crypto = (() => {
  try {
    // Not an import: it could not be conditional and synchronous, and bundlers for browsers would stumble over it.
    return globalThis.process?.getBuiltinModule?.("node:crypto");
  } catch {
    return undefined;
  }
})();

/** In bytes: the two were equally fast at 600 with Node 22, at 800 with Node 20. */
const WORTHWHILE = 704;

/** @param {string | Uint8Array} body */
export function hashesFaster(body) {
  return crypto !== undefined && body.length >= WORTHWHILE;
}

/** A key of HMAC-SHA256 in the host's crypto. */
export class HostKey {
  #key;

  /** @param {Uint8Array | string} key */
  constructor(key) {
    const bytes = typeof key === "string" ? new TextEncoder().encode(key) : key;
    this.#key = crypto?.createSecretKey(bytes);
  }

  /**
   * The 32 bytes of the code, as characters: cheaper to make than a buffer.
   *
   * @param {string | Uint8Array} body
   * @param {string} [prefix]
   */
  mac(body, prefix) {
    if (crypto === undefined || this.#key === undefined)
      throw new TypeError("no host crypto");
    const hmac = crypto.createHmac("sha256", this.#key);
    if (prefix !== undefined) hmac.update(prefix);
    return hmac.update(body).digest("binary");
  }
}
