#!/usr/bin/env bash
# Builds sdk-wasm/dist, the npm package's files: the crate as WebAssembly, its glue, then the loaders.
set -euo pipefail
cd "$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")"

say() { echo "build-sdk-wasm: $*" >&2; }

mkdir -p target
if command -v flock >/dev/null; then exec 8>target/build-sdk-wasm.lock && flock 8; fi

rustc=$(scripts/wasm-toolchain.sh)
say "1/3 compiling (cold about 20 s)"
# A folder of its own: other flags would have the worker's dependencies compiled again each time.
# The paths of panics go into the package: not those of whoever builds it.
flags="-Ctarget-feature=+simd128 --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}/registry/src=/crates"
RUSTC=$rustc RUSTFLAGS=$flags cargo build --profile sdk --locked -p sdk-wasm \
  --target wasm32-unknown-unknown --target-dir target/sdk-wasm
say "2/3 the tool that writes the JavaScript glue (cold about 40 s, else nothing)"
cargo build --locked -p bundle

say "3/3 packing (about 5 s)"
rm -rf sdk-wasm/dist
target/debug/bundle target/sdk-wasm/wasm32-unknown-unknown/sdk/sdk_wasm.wasm \
  --out-dir sdk-wasm/dist --name sdk_wasm --target bundler
scripts/node.sh node_modules/binaryen/bin/wasm-opt -Oz --converge --strip-target-features \
  sdk-wasm/dist/sdk_wasm_bg.wasm -o sdk-wasm/dist/sdk_wasm_bg.wasm
scripts/node.sh sdk-wasm/js/build.mjs
