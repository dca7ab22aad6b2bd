// Finishes the package: dist/ holds wasm-bindgen's glue and module, and gets api.js, which all runtimes have in common, and
// an entry for each kind of runtime, which gets hold of the module in its way. Only the one for `require` is in one piece: in
// the package's archive it lies next to api.js, where compressing it once more costs next to nothing.
// @ts-check
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { format } from "prettier";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * The module as text: one printable character for a byte below 90, two for any other. Compressed, as packages and responses
 * are, it takes as much as the bytes themselves, where base64 takes a third more.
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
const inlined = `const text = "${text}".replaceAll("!", "\\\\");
const digit = (at) => text.charCodeAt(at) - 35;
const bytes = [];
for (let at = 0; at < text.length; at++)
  bytes.push(digit(at) < 90 ? digit(at) : 90 + 92 * (digit(at) - 90) + digit(++at));
export default Uint8Array.from(bytes);`;

const beside = (/** @type {string} */ query) =>
  `export { default } from "./sdk_wasm_bg.wasm${query}";`;

const read = `import { readFileSync } from "node:fs";
import { join } from "node:path";
export default readFileSync(join(__dirname, "sdk_wasm_bg.wasm"));`;

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
    external: ["./api.js", "*.wasm", "*.wasm?module"],
    outfile: `dist/${name}.js`,
  });

await Promise.all([
  bundle({ entryPoints: ["js/api.js"], outfile: "dist/api.js" }),
  entry("index", inlined),
  entry("workerd", beside("")),
  entry("edge-light", beside("?module")),
  bundle({
    format: "cjs",
    platform: "node",
    plugins: [withModule(read)],
    outfile: "dist/index.cjs",
  }),
]);
