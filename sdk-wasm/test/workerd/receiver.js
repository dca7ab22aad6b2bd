// Runs inside Cloudflare's runtime, by `workerd test`.
import vectors from "./vectors.json";
import { verify } from "./workerd.js";

/** @param {{ body: string, header: string, secret: string }} vector */
function verdict({ body, header, secret }) {
  const bytes = Uint8Array.from(atob(body), (c) => c.charCodeAt(0));
  try {
    return verify(bytes, header, secret) ? "valid" : "invalid";
  } catch (error) {
    return error instanceof TypeError ? "refused" : `${error}`;
  }
}

export default {
  test() {
    const wrong = vectors.aviationalley.filter(
      (vector) => verdict(vector) !== vector.verdict,
    );
    if (wrong.length > 0)
      throw new Error(
        `wrong verdicts: ${wrong.map(({ name }) => name).join("; ")}`,
      );
    console.log(`${vectors.aviationalley.length} vectors agree`);
  },
};
