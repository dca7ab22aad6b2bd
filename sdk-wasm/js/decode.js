// @ts-check

/**
 * Decodes the text that build.mjs encodes bytes as.
 * @param {string} text
 */
export function decode(text) {
  const bytes = [];
  const digit = (/** @type {number} */ at) => {
    const code = text.charCodeAt(at);
    // Encoded as "!": a backslash would take two characters in a string literal.
    return (code === 33 ? 92 : code) - 35;
  };
  for (let at = 0; at < text.length; at++) {
    const first = digit(at);
    bytes.push(first < 90 ? first : 90 + 92 * (first - 90) + digit(++at));
  }
  return Uint8Array.from(bytes);
}
