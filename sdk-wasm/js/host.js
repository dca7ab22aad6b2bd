// The host's own crypto. Its SHA-256 uses instructions that WebAssembly has not. Of an HMAC it computes the inner hash only: that is a single call
// for a short body, where an Hmac object costs more than all the hashing.
// @ts-check
import { builtin } from "./builtin.js";
import { encoder } from "./utf8.js";

/** @type {typeof import("node:crypto") | undefined} */
const crypto = builtin("node:crypto");
/** @type {typeof import("node:buffer").Buffer | undefined} */
const Buffer = builtin("node:buffer")?.Buffer;

/** All of a hash in one call. */
const hashOnce = crypto?.hash;

/** A call takes Node and Bun half a microsecond, and these two five. */
const isFar =
  "Deno" in globalThis ||
  globalThis.navigator?.userAgent === "Cloudflare-Workers";

/** In bytes: shorter bodies are hashed in the module in the time that a call takes. */
const WORTHWHILE = isFar ? 1_536 : 128;

/** @param {string | Uint8Array} body */
export function hashesFaster(body) {
  return crypto !== undefined && body.length >= WORTHWHILE;
}

/** Of SHA-256, in bytes. */
const BLOCK = 64;

/** What one call hashes. Of more, the copy takes about as long as the second call that it saves. */
const scratch = new Uint8Array(16_384);

/**
 * Memory to write into: by a host that hashes, text of Latin-1 too.
 *
 * @param {ArrayBuffer} memory
 * @param {number} start
 * @param {number} length
 */
export function bytes(memory, start, length) {
  return Buffer === undefined
    ? new Uint8Array(memory, start, length)
    : Buffer.from(memory, start, length);
}

/** @returns {import("node:crypto").Hash} */
function newHash() {
  if (crypto === undefined) throw new TypeError("no host crypto");
  return crypto.createHash("sha256");
}

/** A key of HMAC-SHA256, for the first of its two hashes: RFC 2104's H(K XOR ipad, text). */
export class HostKey {
  #pad = new Uint8Array(BLOCK);

  /** @param {Uint8Array} key */
  constructor(key) {
    this.#pad.set(key.length > BLOCK ? newHash().update(key).digest() : key);
    this.#pad = this.#pad.map((byte) => byte ^ 0x36);
  }

  /**
   * The 32 bytes of the hash, as characters: cheaper to make than a buffer.
   *
   * @param {string | Uint8Array} body
   * @param {string} [prefix] ASCII
   */
  hash(body, prefix = "") {
    const most = typeof body === "string" ? 3 * body.length : body.length;
    if (!hashOnce || BLOCK + prefix.length + most > scratch.length) {
      const hash = newHash().update(this.#pad).update(prefix);
      return hash.update(body).digest("binary");
    }
    scratch.set(this.#pad);
    const end = put(body, prefix === "" ? BLOCK : put(prefix, BLOCK));
    // Quicker than `subarray`.
    const message = new Uint8Array(scratch.buffer, 0, end);
    return hashOnce("sha256", message, "binary");
  }
}

/**
 * @param {string | Uint8Array} part
 * @param {number} at
 * @returns where it ends
 */
function put(part, at) {
  if (typeof part === "string")
    return at + encoder.encodeInto(part, scratch.subarray(at)).written;
  scratch.set(part, at);
  return at + part.length;
}
