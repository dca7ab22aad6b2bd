// @ts-check

/**
 * A module of the host's, where it can be had at once: in Node from 20.16, Deno, Bun, and Workers with nodejs_compat. Not an
 * import: that could not be conditional and synchronous, and bundlers for browsers would stumble over it.
 *
 * @param {string} name
 * @returns {any}
 */
export function builtin(name) {
  try {
    return globalThis.process.getBuiltinModule(name);
  } catch {
    return undefined;
  }
}
