#!/usr/bin/env bash
# Prints the path of a rustc that builds for wasm32-unknown-unknown; with `clippy`, of the folder that
# holds a matching clippy-driver (nothing, where the compiler at hand brings its own).
#
# Where rustup may install things it adds its target, and that is all. Where it may not
# (RUSTUP_AUTO_INSTALL=0, rustup's own switch), Debian's compiler for WebAssembly is unpacked into a
# cache folder (nothing is installed, no root needed) and its standard library built there, once.
# The cache: 140 MB to download, 600 MB on disk, about 3 minutes; afterwards half a second.
set -euo pipefail

target=wasm32-unknown-unknown
cache=${XDG_CACHE_HOME:-$HOME/.cache}/aviationalley-wasm-toolchain
asked=${1:-rustc}

say() { echo "wasm-toolchain: $*" >&2; }
die() { say "$*"; exit 1; }

# Has this compiler a standard library for the target, and does what it links come out as wasm?
works() {
  local scratch result=1
  scratch=$(mktemp -d)
  echo '#[unsafe(no_mangle)] pub extern "C" fn f(x: u32) -> usize { format!("{x:?}").len() }' >"$scratch/s.rs"
  if "$1" --edition 2024 --crate-type cdylib --target $target -O -o "$scratch/s.wasm" "$scratch/s.rs" \
    >"$scratch/log" 2>&1 && [ "$(head -c 4 "$scratch/s.wasm" | tail -c 3)" = asm ]; then result=0; fi
  rm -rf "$scratch"
  return $result
}

answer() {
  if [ "$asked" != clippy ]; then
    echo "$1"
  elif [ "$1" = "$cache/bin/rustc" ]; then
    echo "$cache/bin"
  fi
  exit 0
}

at_hand=${RUSTC:-rustc}
if works "$at_hand"; then answer "$(command -v "$at_hand")"; fi
if [ "${RUSTUP_AUTO_INSTALL:-1}" != 0 ] && command -v rustup >/dev/null; then
  say "adding rustup's $target (about a minute)"
  rustup target add $target >&2
  works rustc || die "rustup's $target does not link"
  answer "$(command -v rustc)"
fi

cached() { [ -x "$cache/bin/clippy-driver" ] && works "$cache/bin/rustc"; }
if cached; then answer "$cache/bin/rustc"; fi

for command in apt-get apt-cache dpkg-deb flock cargo cc; do
  command -v $command >/dev/null ||
    die "no compiler for $target: run 'rustup target add $target' (or, on Debian, install $command)"
done
# Two runs at once: the second waits, then finds the cache.
mkdir -p "$(dirname "$cache")"
exec 9>"$cache.lock"
if ! flock -n 9; then
  say "waiting for another run that is making the toolchain"
  flock 9
fi
if cached; then answer "$cache/bin/rustc"; fi

work=$(mktemp -d "$cache.tmp.XXXXXX")
trap 'rm -rf "$work"' EXIT

# What Cargo.toml asks of a compiler. Lists that a machine was made with may still offer an older one.
wanted=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../Cargo.toml")
is_recent() {
  local offered
  offered=$(apt-cache show --no-all-versions rustc-web 2>/dev/null | sed -n 's/^Version: //p')
  [ -n "$offered" ] && dpkg --compare-versions "$offered" ge "$wanted"
}

# The first dependency of a package whose name matches a pattern: the versioned names change.
dependency() { apt-cache depends "$1" | sed -n "s/^ *Depends: \($2\)$/\1/p" | head -1; }

download() (
  mkdir -p "$work/deb"
  cd "$work/deb"
  std=$(dependency libstd-rust-web-dev 'libstd-rust-web-[0-9.]*')
  llvm=$(dependency "$std" 'libllvm[0-9]*')
  [ -n "$std" ] && [ -n "$llvm" ] || return 1
  apt-get -q -o APT::Sandbox::User=root download \
    rustc-web rust-web-clippy libstd-rust-web-dev rust-web-src "$std" "$llvm" "lld-${llvm#libllvm}" >&2
)

say "1/3 downloading Debian's compiler for WebAssembly (140 MB, about 20 s)"
if ! is_recent || ! download; then
  say "    the package lists are missing or old; updating them"
  apt-get -q update >&2 || die "'apt-get update' failed: run it as root, then this again"
  rm -rf "$work/deb"
  is_recent || die "Debian has no rustc-web $wanted or newer for this release"
  download || die "Debian's rustc-web is not to be had"
fi

say "2/3 unpacking (about 20 s)"
for deb in "$work"/deb/*.deb; do dpkg-deb -x "$deb" "$work/root"; done
usr=$work/root/usr
new=$work/toolchain
libs=lib/rustlib
host=$(basename "$(echo "$usr/$libs"/*-unknown-linux-gnu)")
mkdir -p "$new/bin" "$new/libexec" "$new/$libs/src/rust" "$new/$libs/$host/bin" "$new/$libs/$target/lib"
mv "$usr/bin/rustc" "$usr/bin/clippy-driver" "$new/libexec/"
mv "$usr"/lib/*-linux-gnu/librustc_driver-*.so "$usr"/lib/*-linux-gnu/libLLVM.so.* "$new/lib/"
mv "$usr/$libs/$host/lib" "$new/$libs/$host/"
# One driver for all formats: rustc calls it by this name, with `-flavor wasm`.
mv "$usr"/lib/llvm-*/bin/lld "$new/$libs/$host/bin/rust-lld"
mv "$usr"/src/rustc-*/library "$new/$libs/src/rust/"
cat >"$new/bin/rustc" <<'EOF'
#!/bin/sh
root=$(CDPATH='' cd -- "$(dirname -- "$(readlink -f -- "$0")")/.." && pwd)
LD_LIBRARY_PATH="$root/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" exec "$root/libexec/$(basename -- "$0")" "$@"
EOF
chmod +x "$new/bin/rustc"
cp "$new/bin/rustc" "$new/bin/clippy-driver"
"$new/bin/rustc" -V >&2 || die "Debian's compiler does not run here"

# From the sources' own vendored crates, and with bitcode, without which lto fails.
mkdir -p "$work/std/src" "$work/std/.cargo"
echo '#![no_std]' >"$work/std/src/lib.rs"
cat >"$work/std/Cargo.toml" <<'EOF'
[package]
name = "std-for-wasm"
version = "0.0.0"
edition = "2021"
[profile.release]
panic = "abort"
codegen-units = 1
[workspace]
EOF
cat >"$work/std/.cargo/config.toml" <<EOF
[source.crates-io]
replace-with = "vendored"
[source.vendored]
directory = "$new/$libs/src/rust/library/vendor"
EOF
say "3/3 building the standard library (about 2 minutes)"
(
  cd "$work/std"
  unset RUSTC_WRAPPER RUSTC_WORKSPACE_WRAPPER CARGO_ENCODED_RUSTFLAGS CARGO_BUILD_TARGET RUSTUP_TOOLCHAIN
  export RUSTC="$new/bin/rustc" RUSTC_BOOTSTRAP=1
  export RUSTFLAGS="-Cembed-bitcode=yes --remap-path-prefix=$new/$libs/src/rust=/rustc/src"
  cargo build -q --release --offline --target $target --target-dir "$work/target" \
    -Z build-std=std,panic_abort,panic_unwind,proc_macro,test >&2
)
rm -f "$work/target/$target/release/deps"/libstd_for_wasm-*.rlib
cp "$work/target/$target/release/deps"/*.rlib "$new/$libs/$target/lib/"
works "$new/bin/rustc" || die "the toolchain that was built does not link"
rm -rf "$cache"
mv "$new" "$cache"
say "ready in $cache"
answer "$cache/bin/rustc"
