// The host's crypto, whose SHA-256 uses instructions that WebAssembly lacks. It only computes the inner hash of an HMAC:
// for a short body that is a single call, whereas an Hmac object costs more than all the hashing.
// @ts-check
import { builtin } from "./builtin.js";
import { encoder } from "./utf8.js";

/** @type {typeof import("node:crypto") | undefined} */
const crypto = builtin("node:crypto");
/** @type {typeof import("node:buffer").Buffer | undefined} */
const Buffer = builtin("node:buffer")?.Buffer;

/** Computes a hash in one call. */
const hashOnce = crypto?.hash;

/** A call into host crypto costs 0.5 µs in Node and Bun, but 5 µs in Deno and Workers. */
const isFar =
  "Deno" in globalThis ||
  globalThis.navigator?.userAgent === "Cloudflare-Workers";

/** In bytes. The module hashes a shorter body in less time than a call into host crypto takes. */
const WORTHWHILE = isFar ? 1_536 : 128;

/** @param {string | Uint8Array} body */
export function hashesFaster(body) {
  return crypto !== undefined && body.length >= WORTHWHILE;
}

/** The block size of SHA-256, in bytes. */
const BLOCK = 64;

/** Up to so many bytes, the prefix and the body are copied together and hashed by one call. For more, the copy takes
 * about as long as the second call that it saves. */
const scratch = new Uint8Array(16_384);

/**
 * A view of memory to write into; a Buffer, where there is one, which can also write Latin-1 text.
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

/** An HMAC-SHA256 key for the inner hash: RFC 2104's H(K XOR ipad, text). */
export class HostKey {
  #pad = new Uint8Array(BLOCK);

  /** @param {Uint8Array} key */
  constructor(key) {
    this.#pad.set(key.length > BLOCK ? newHash().update(key).digest() : key);
    this.#pad = this.#pad.map((byte) => byte ^ 0x36);
  }

  /**
   * The 32 bytes of the hash as characters, which is cheaper than a buffer.
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
    // Faster than `subarray`.
    const message = new Uint8Array(scratch.buffer, 0, end);
    return hashOnce("sha256", message, "binary");
  }
}

/**
 * @param {string | Uint8Array} part
 * @param {number} at
 * @returns the position of its end
 */
function put(part, at) {
  if (typeof part === "string")
    return at + encoder.encodeInto(part, scratch.subarray(at)).written;
  scratch.set(part, at);
  return at + part.length;
}
