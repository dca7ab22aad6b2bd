# `make dev` serves everything locally, `make test` runs every test. Both set up what they need.
# Needs: Rust by rustup, Node 20 or newer with npm, Python 3.11 or newer with pip, a C compiler.

STATE ?= .state/dev
PORT ?= 8787
# End-to-end test files at once; each starts a runtime of its own.
E2E_CONCURRENCY ?= 1
# Steps of the simulation in `make quick`; `make test` takes a million.
QUICK_STEPS ?= 100000
# Kilobytes, gzipped: what the worker may weigh. The platform's own limit is 10 MB.
SIZE_LIMIT := 700

SHELL := bash
# A pattern that matches no test file is a failure, as a failing command is.
.SHELLFLAGS := -O failglob -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

NODE := scripts/node.sh
PYTHON := .venv/bin/python
PRETTIER := $(NODE) node_modules/prettier/bin/prettier.cjs --log-level warn
RUFF := .venv/bin/ruff
RUFF_PATHS := --config sdk-python/pyproject.toml sdk-python tests
STAMPS := target/stamps
CLIENTS_PIP := target/clients/bin/python -m pip install -q --disable-pip-version-check
say = @echo "== $(1)"

.PHONY: help setup build dev quick test torture bench bench-js bench-python check fmt size clean test-rust test-js python-package test-python test-agreement test-receivers test-e2e

help:
	@echo "make dev [STATE=folder PORT=port]   serve it all locally"
	@echo "make quick                          while you work: formats, clippy and the Rust tests"
	@echo "make test                           run every check and every test"
	@echo "make torture                        the long tests: crashes, load"
	@echo "make bench                          how fast the receivers' packages verify"
	@echo "make setup build check fmt size clean"

## Set up: each step once, and again when what it is made from changes.

setup: $(STAMPS)/npm $(STAMPS)/python $(STAMPS)/wasm

$(STAMPS)/npm: package.json package-lock.json .npmrc
	$(call say,npm packages (cold about a minute))
	@mkdir -p $(STAMPS)
	npm ci --loglevel=error
	@touch $@

$(STAMPS)/python: sdk-python/pyproject.toml
	$(call say,Python tools in .venv (cold about 20 s))
	@mkdir -p $(STAMPS)
	python3 -m venv .venv
	$(PYTHON) -m pip install -q --disable-pip-version-check pip==25.3
	$(PYTHON) -m pip install -q --disable-pip-version-check --group sdk-python/pyproject.toml:dev
	@touch $@

$(STAMPS)/wasm: scripts/wasm-toolchain.sh
	$(call say,compiler for WebAssembly (cold up to 3 minutes))
	@mkdir -p $(STAMPS)
	scripts/wasm-toolchain.sh
	@touch $@

$(STAMPS)/clients: $(wildcard tests/clients/requirements.txt tests/clients/package*.json)
	$(call say,generators of clients (cold about a minute))
	@mkdir -p $(STAMPS)
	python3 -m venv target/clients
	$(CLIENTS_PIP) -r tests/clients/requirements.txt
	npm --prefix tests/clients ci --loglevel=error
	@touch $@

$(STAMPS)/clients-torture: $(STAMPS)/clients tests/clients/requirements-torture.txt
	$(CLIENTS_PIP) -r tests/clients/requirements-torture.txt
	@touch $@

## Build. Cargo knows best what is up to date, so these always ask it.

build: setup
	$(call say,worker (cold about 6 minutes))
	@scripts/build-worker.sh
	$(call say,sdk-wasm (cold about a minute))
	@scripts/build-sdk-wasm.sh
	$(call say,docs)
	@$(NODE) scripts/docs/build.mjs

# exec: signals for make's child reach the one process that knows how to end the others.
dev: build
	@exec $(NODE) scripts/dev.mjs '$(STATE)' '$(PORT)'

## Test

TEST_TIMES := $(abspath target/test-times)
# A test's worlds together; those of a test's own threads, as the simulation's, have no name.
define slowest-tests
$(call say,the ten slowest Rust tests)
@awk '{ sum[$$2] += $$1 } END { for (name in sum) printf "%8.2f s  %s\n", sum[name] / 1000, name }' $(TEST_TIMES) \
	| sort -rn | sed -n 1,10p
endef

test: check test-rust build size test-js test-python test-agreement test-receivers test-e2e

# Sets up and builds nothing for JavaScript, Python or WebAssembly; other formats are checked where `make setup` was run.
quick:
	$(check-formats)
	$(clippy)
	$(call say,Rust tests)
	@rm -f $(TEST_TIMES)
	SIMULATION_STEPS=$(QUICK_STEPS) TEST_TIMES=$(TEST_TIMES) cargo test --locked --tests
	$(slowest-tests)

test-rust:
	$(call say,Rust tests (cold about 3 minutes))
	@rm -f $(TEST_TIMES)
	TEST_TIMES=$(TEST_TIMES) cargo test --locked
	$(slowest-tests)

test-js: build
	$(call say,JavaScript SDK tests in every runtime and bundler (about 3 minutes))
	$(NODE) --test sdk-wasm/test/*.test.mjs

python-package: setup
	$(call say,Python SDK: wheel into .venv (cold about a minute))
	rm -rf target/python-package
	$(PYTHON) -m maturin build -q --locked --out target/python-package -m sdk-python/Cargo.toml
	$(PYTHON) -m pip install -q --disable-pip-version-check --force-reinstall --no-deps target/python-package/*.whl

test-python: python-package
	$(call say,Python SDK tests (about a minute))
	cd sdk-python && ../$(PYTHON) -m pytest

test-agreement: build python-package
	$(call say,both SDKs are asked the same (about 10 s))
	$(PYTHON) tests/agreement/agree.py

test-receivers: setup
	$(call say,documented receiver snippets (about 20 s))
	$(NODE) --test tests/receivers/*.test.mjs

test-e2e: build python-package $(STAMPS)/clients
	$(call say,end-to-end tests)
	$(NODE) --test --test-concurrency=$(E2E_CONCURRENCY) tests/e2e/*.test.mjs

# Beyond the rest it needs a JDK: the generated clients in Java are compiled.
torture: build $(STAMPS)/clients-torture
	TORTURE=1 $(NODE) --test --test-concurrency=1 tests/e2e/*torture*.mjs

bench: bench-js bench-python

bench-js: build
	$(NODE) sdk-wasm/bench/bench.mjs

bench-python: python-package
	$(PYTHON) sdk-python/bench/bench.py

## Check

define check-formats
$(call say,formats)
cargo fmt --all --check
@if [ -d node_modules ]; then $(PRETTIER) --check .; fi
@if [ -x $(RUFF) ]; then $(RUFF) format -q --check $(RUFF_PATHS); $(RUFF) check -q $(RUFF_PATHS); fi
endef

define clippy
$(call say,clippy for this machine (cold about 2 minutes))
cargo clippy --locked --all-targets -- -D warnings
endef

# After the build: the type check reads what it makes.
check: build
	$(check-formats)
	$(clippy)
	cargo clippy --locked -p bundle -p sdk-python -- -D warnings
	$(call say,clippy for WebAssembly (cold about 2 minutes))
	scripts/clippy-wasm.sh
	$(call say,links in the Rust docs)
	RUSTDOCFLAGS="-D warnings" cargo doc -q --locked --no-deps
	$(call say,types)
	$(NODE) node_modules/typescript/bin/tsc -p .
	cd sdk-python && ../.venv/bin/mypy
	$(PYTHON) tests/make_vectors.py --check

fmt: setup
	cargo fmt --all
	$(PRETTIER) --write .
	$(RUFF) format -q $(RUFF_PATHS)
	$(RUFF) check -q --fix $(RUFF_PATHS)

size: build
	@bytes=$$(gzip -9c build/worker/worker_bg.wasm | wc -c); \
	echo "== worker: $$((bytes / 1024)) KB gzipped, of $(SIZE_LIMIT) KB allowed"; \
	test $$bytes -le $$(($(SIZE_LIMIT) * 1024))

clean:
	rm -rf build node_modules .venv target sdk-wasm/dist
