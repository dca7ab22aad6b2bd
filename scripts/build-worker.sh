#!/usr/bin/env bash
# Builds build/worker: the worker's wasm, its JavaScript glue, and the shim that is the entry point.
# `wrangler deploy` calls it too ([build] in wrangler.toml).
set -euo pipefail
cd "$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")"

# Set by our own start of the local runtime, which finds everything built.
if [ -n "${WORKER_IS_BUILT:-}" ]; then exit 0; fi

say() { echo "build-worker: $*" >&2; }

# One build at a time, where the system has the means: several runs share the folder.
mkdir -p target build
if command -v flock >/dev/null; then exec 8>target/build-worker.lock && flock 8; fi

rustc=$(scripts/wasm-toolchain.sh)
say "1/3 compiling (cold about 4 minutes, a touched file about 20 s)"
RUSTC=$rustc cargo build --release --locked -p aviationalley-worker \
  --target wasm32-unknown-unknown --target-dir target/wasm
say "2/3 the tool that writes the JavaScript glue (cold about 40 s, else nothing)"
cargo build --locked -p bundle

wasm=target/wasm/wasm32-unknown-unknown/release/aviationalley_worker.wasm
current=yes
for input in "$wasm" target/debug/bundle worker/shim.mjs scripts/build-worker.sh package-lock.json; do
  if ! [ build/worker/index.mjs -nt "$input" ]; then current=''; fi
done
if [ -n "$current" ]; then
  say "3/3 build/worker is up to date"
  exit 0
fi

say "3/3 optimising (about 20 s)"
rm -rf build/worker.new
target/debug/bundle "$wasm" --out-dir build/worker.new --name worker --target worker
scripts/node.sh node_modules/binaryen/bin/wasm-opt -Oz \
  build/worker.new/worker_bg.wasm -o build/worker.new/worker_bg.wasm
cp worker/shim.mjs build/worker.new/index.mjs
rm -rf build/worker
mv build/worker.new build/worker
