// Finishes the package: dist/ holds wasm-bindgen's glue and module, and gets api.js, which all runtimes have in common, and
// an entry for each kind of runtime, which gets hold of the module in its way. dist/cjs/ has the same for `require`: npm packs
// files in the order of their names, so each follows its twin at a distance that gzip sees (32 KB), and costs the download
// next to nothing.
// @ts-check
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { format } from "prettier";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * The module as text, which js/decode.js reads: one printable character for a byte below 90, two for any other. Compressed,
 * as packages and responses are, it takes as much as the bytes themselves, where base64 takes a third more.
 */
const text = Array.from(
  await readFile(`${root}dist/sdk_wasm_bg.wasm`),
  (byte) => {
    const digits =
      byte < 90
        ? [byte]
        : [90 + Math.floor((byte - 90) / 92), (byte - 90) % 92];
    return String.fromCharCode(...digits.map((digit) => 35 + digit));
  },
)
  .join("")
  .replaceAll("\\", "!");

await mkdir(`${root}dist/cjs`, { recursive: true });
await writeFile(`${root}dist/cjs/package.json`, '{ "type": "commonjs" }\n');
const half = Math.ceil(text.length / 2);
for (const [name, part] of [
  ["module-1.js", text.slice(0, half)],
  ["module-2.js", text.slice(half)],
]) {
  await writeFile(`${root}dist/${name}`, `export default "${part}";\n`);
  await writeFile(`${root}dist/cjs/${name}`, `module.exports = "${part}";\n`);
}

const inlined = `import first from "./module-1.js";
import second from "./module-2.js";
export default first + second;`;

const beside = (/** @type {string} */ query) =>
  `export { default } from "./sdk_wasm_bg.wasm${query}";`;

/**
 * @param {string} module the source of a file that exports the module
 * @returns {import("esbuild").Plugin}
 */
const withModule = (module) => ({
  name: "the way to the module",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\.\/dist\/.*\.wasm$/ }, ({ path }) => ({
      path,
      namespace: "module",
    }));
    onLoad({ filter: /.*/, namespace: "module" }, () => ({ contents: module }));
  },
});

/**
 * The glue without the decoder that it makes when it is imported, for the messages of faults that do not occur.
 * @type {import("esbuild").Plugin}
 */
const lazyGlue = {
  name: "lazy glue",
  setup({ onLoad }) {
    onLoad({ filter: /sdk_wasm_bg\.js$/ }, async ({ path }) => {
      const glue = await readFile(path, "utf8");
      const contents = glue
        .replace(
          /^let cachedTextDecoder = new TextDecoder\(.*\);\ncachedTextDecoder\.decode\(\);$/m,
          "let cachedTextDecoder;",
        )
        .replace(
          "return cachedTextDecoder.decode(bytes);",
          "return (cachedTextDecoder ??= new TextDecoder()).decode(bytes);",
        );
      if (!contents.includes("cachedTextDecoder;") || !contents.includes("??="))
        throw new Error("wasm-bindgen makes its decoder in another way now");
      return { contents };
    });
  },
};

/** @param {import("esbuild").BuildOptions & { outfile: string }} options */
async function bundle(options) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ["js/index.js"],
    bundle: true,
    format: "esm",
    platform: "neutral",
    target: "es2022",
    logLevel: "warning",
    // The comments go, for the package's size; what remains is readable where a stack trace leads.
    minifyWhitespace: true,
    write: false,
    plugins: [lazyGlue],
    ...options,
  });
  const [{ text }] = /** @type {import("esbuild").OutputFile[]} */ (
    outputFiles
  );
  const code = await format(text, { parser: "babel" });
  await writeFile(root + options.outfile, code);
}

/** @type {(name: string, module: string) => Promise<unknown>} */
const entry = (name, module) =>
  bundle({
    plugins: [withModule(module)],
    external: ["./api.js", "./module-*.js", "*.wasm", "*.wasm?module"],
    outfile: `dist/${name}.js`,
  });

await Promise.all([
  bundle({ entryPoints: ["js/api.js"], outfile: "dist/api.js" }),
  bundle({
    entryPoints: ["js/api.js"],
    format: "cjs",
    outfile: "dist/cjs/api.js",
  }),
  entry("index", inlined),
  entry("workerd", beside("")),
  entry("edge-light", beside("?module")),
  copyFile(`${root}js/index.cjs`, `${root}dist/index.cjs`),
]);
