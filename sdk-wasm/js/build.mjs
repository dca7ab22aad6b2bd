// Finishes the package: dist/ holds wasm-bindgen's glue and module, and gets one self-contained file per kind of runtime.
// Self-contained, since "sideEffects": false lets a bundler skip a file that only starts the module and re-exports.
// @ts-check
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** Next compiles the module outside of the realm that runs it, where `instanceof` does not know it. */
const anyRealm = {
  before: "!(module instanceof WebAssembly.Module)",
  after:
    'Object.prototype.toString.call(module) !== "[object WebAssembly.Module]"',
};

const root = fileURLToPath(new URL("..", import.meta.url));

/** @type {import("esbuild").BuildOptions} */
const common = {
  absWorkingDir: root,
  entryPoints: ["js/index.js"],
  bundle: true,
  platform: "neutral",
  target: "es2022",
  logLevel: "warning",
};

/** @type {import("esbuild").Loader} */
const inlined = "binary";

/**
 * @param {string} query how this kind of runtime asks for a compiled module
 * @returns {import("esbuild").Plugin}
 */
const besideTheFile = (query) => ({
  name: "leave the module beside the file",
  setup({ onResolve }) {
    onResolve({ filter: /\.wasm$/ }, () => ({
      path: `./sdk_wasm_bg.wasm${query}`,
      external: true,
    }));
  },
});

const glue = `${root}dist/sdk_wasm.js`;
const generated = await readFile(glue, "utf8");
if (generated.split(anyRealm.before).length !== 2)
  throw new Error("the glue starts modules in a way that is not known here");
await writeFile(glue, generated.replaceAll(anyRealm.before, anyRealm.after));

/** @param {Partial<import("esbuild").BuildOptions>} options */
const bundle = (options) => build({ ...common, ...options });

await Promise.all([
  bundle({
    format: "esm",
    loader: { ".wasm": inlined },
    outfile: "dist/index.js",
  }),
  bundle({
    format: "cjs",
    loader: { ".wasm": inlined },
    outfile: "dist/index.cjs",
  }),
  bundle({
    format: "esm",
    plugins: [besideTheFile("")],
    outfile: "dist/workerd.js",
  }),
  bundle({
    format: "esm",
    plugins: [besideTheFile("?module")],
    outfile: "dist/edge-light.js",
  }),
]);

// TypeScript reads a declaration's module format from its name; types alone may come from the other format.
const declarations = await readFile(`${root}index.d.ts`, "utf8");
await writeFile(
  `${root}dist/index.d.cts`,
  declarations.replaceAll(
    '"./events.js"',
    '"../events.js" with { "resolution-mode": "import" }',
  ),
);
