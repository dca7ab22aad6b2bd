// The cases that the Rust and Python packages are tested with as well.
// @ts-check
import { readFileSync } from "node:fs";

/** @typedef {{ name: string, secret: string, body: Buffer, header: string, verdict: "valid" | "invalid" | "refused" }} Vector */

const file = new URL("../../tests/vectors.json", import.meta.url);

/** @type {Vector[]} */
export const vectors = JSON.parse(readFileSync(file, "utf8")).aviationalley.map(
  (/** @type {Vector & { body: string }} */ vector) => ({
    ...vector,
    body: Buffer.from(vector.body, "base64"),
  }),
);
