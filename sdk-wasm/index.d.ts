/**
 * Whether `signatureHeader`, the `X-AviationAlley-Signature` of a request, is AviationAlley's signature of its body.
 *
 * Synchronous and constant-time. No header that a stranger can send makes it throw: a missing, malformed or wrong one is
 * `false`, and the answer to it is 401.
 *
 * @param rawBody the body exactly as it arrived, before any `JSON.parse`. A string stands for its UTF-8.
 * @param signatureHeader the header's value, whatever the framework gives for it.
 * @param secret the endpoint's whole signing secret, `whsec_` included.
 * @throws {TypeError} for a body that has been parsed, and for an empty or missing secret.
 */
export function verify(
  rawBody: string | ArrayBufferLike | ArrayBufferView,
  signatureHeader: string | readonly string[] | null | undefined,
  secret: string,
): boolean;
