// Finishes the package: dist/ holds wasm-bindgen's glue and module, and gets one self-contained file per kind of runtime.
// Self-contained, since "sideEffects": false lets a bundler skip a file that only starts the module and re-exports.
// @ts-check
import { copyFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

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

/** @type {import("esbuild").Plugin} */
const besideTheFile = {
  name: "leave the module beside the file",
  setup({ onResolve }) {
    onResolve({ filter: /\.wasm$/ }, () => ({
      path: "./sdk_wasm_bg.wasm",
      external: true,
    }));
  },
};

await Promise.all([
  build({
    ...common,
    format: "esm",
    loader: { ".wasm": inlined },
    outfile: "dist/index.js",
  }),
  build({
    ...common,
    format: "cjs",
    loader: { ".wasm": inlined },
    outfile: "dist/index.cjs",
  }),
  build({
    ...common,
    format: "esm",
    plugins: [besideTheFile],
    outfile: "dist/workerd.js",
  }),
  // TypeScript reads a declaration's module format from its name.
  copyFile(`${root}index.d.ts`, `${root}dist/index.d.cts`),
]);
