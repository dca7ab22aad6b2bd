#!/usr/bin/env bash
# Clippy for the crates that are built to WebAssembly, with the compiler that builds them. Warnings are errors.
set -euo pipefail
cd "$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")"

rustc=$(scripts/wasm-toolchain.sh)
folder=$(scripts/wasm-toolchain.sh clippy)
options=(--locked --target wasm32-unknown-unknown --target-dir target/clippy-wasm)

# One by one: sdk-wasm has no standard library, and would get it where its dependencies' features are shared.
for crate in aviationalley-worker sdk-wasm; do
  if [ -z "$folder" ]; then
    RUSTC=$rustc cargo clippy "${options[@]}" -p $crate -- -D warnings
  else
    # What `cargo clippy` does, with a driver that is not rustup's.
    RUSTC=$rustc RUSTC_WORKSPACE_WRAPPER=$folder/clippy-driver \
      CLIPPY_ARGS='-D__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__' cargo check "${options[@]}" -p $crate
  fi
done
