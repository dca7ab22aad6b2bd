// The memory into which a request is written and from which a result is read; the other side is src/exchange.rs. Nothing
// is copied a second time.
// @ts-check
import * as glue from "../dist/sdk_wasm_bg.js";
import { bytes } from "./host.js";
import { instantiate } from "./module.js";
import { decoder, encoder } from "./utf8.js";

/** No delivery comes near it. To limit what a server accepts is up to its developer. */
const LIMIT = 2 ** 30;

/** A string up to this long is encoded in place, with three bytes reserved for each character. */
const IN_PLACE = 65_536;

/** @type {WebAssembly.Memory} */
let memory;
/** @type {glue.Exchange} */
export let exchange;
let view = bytes(new ArrayBuffer(0), 0, 0);
let start = 0;
let capacity = 0;
let length = 0;

/** Must be called before any use; repeated calls do nothing. */
export function open() {
  if (exchange !== undefined) return;
  memory = instantiate();
  exchange = new glue.Exchange();
}

/** Starts the next input. */
export function rewind() {
  length = 0;
}

/** How long the input is so far. */
export function written() {
  return length;
}

/** @param {Uint8Array} source */
export function writeBytes(source) {
  makeRoom(source.length);
  view.set(source, length);
  length += source.length;
}

/**
 * Writes the UTF-8 of a text.
 * @param {string} text
 */
export function writeText(text) {
  if (text.length > IN_PLACE) return writeBytes(encoder.encode(text));
  makeRoom(3 * text.length);
  const rest = length === 0 ? view : view.subarray(length);
  length += encoder.encodeInto(text, rest).written;
}

/**
 * Writes a value, preceded by the index of its header; for other values the index is ignored.
 * @param {string} value
 * @param {number} [index]
 * @param {(value: string) => void} [write]
 */
export function writeField(value, index = 0, write = writeText) {
  makeRoom(5);
  const at = length;
  length += 5;
  write(value);
  const size = length - at - 5;
  view[at] = index;
  for (let byte = 0; byte < 4; byte++)
    view[at + 1 + byte] = size >>> (8 * byte);
}

/**
 * Writes a hash that the host computed.
 * @param {string} hash bytes, as the characters of a text
 */
export function writeHash(hash) {
  makeRoom(hash.length);
  const buffer = /** @type {Buffer} */ (view);
  length += buffer.write(hash, length, "latin1");
}

/**
 * The text of the input from this position on.
 * @param {number} from
 */
export function readText(from) {
  makeRoom(0);
  return decoder.decode(view.subarray(from, length));
}

/** The texts that the last call returned. */
export function readOutput() {
  const output = new DataView(
    memory.buffer,
    exchange.output(),
    exchange.output_length(),
  );
  const texts = [];
  for (let at = 0; at < output.byteLength;) {
    const size = output.getUint32(at, true);
    at += 4;
    texts.push(
      decoder.decode(
        new Uint8Array(memory.buffer, output.byteOffset + at, size),
      ),
    );
    at += size;
  }
  return texts;
}

/** @param {number} more */
function makeRoom(more) {
  // Growing the memory detaches its views.
  if (view.length < capacity) view = look();
  if (length + more <= capacity) return;
  if (length + more > LIMIT)
    throw new RangeError("a body of more than 1 GiB: limit what you accept");
  // Not `slice`, which does not copy a Buffer.
  const kept = Uint8Array.from(view.subarray(0, length));
  capacity = Math.max(4_096, 2 * length, length + more);
  start = exchange.input(capacity);
  view = look();
  view.set(kept);
}

function look() {
  return bytes(memory.buffer, start, capacity);
}
