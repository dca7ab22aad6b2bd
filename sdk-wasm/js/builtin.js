// @ts-check

/**
 * A built-in module of the host, where it is available synchronously: in Node from 20.16, Deno, Bun, and Workers with
 * nodejs_compat. Not an `import`, which cannot be both conditional and synchronous, and which bundlers for browsers would
 * fail to resolve.
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
