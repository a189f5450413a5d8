# Kubeloop. Bare `make` tells what there is.
# A machine needs Python 3.11 or newer (with pip) and make; everything else is fetched into this
# folder: .boot/ (uv), .venv/ (Python packages), node_modules/ (development tools).

SHELL := /bin/sh
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: docs help setup run test check lint fix docs picture bench load outages browser fast lock clean

HOST ?= 127.0.0.1
PORT ?= 8000
DATA_DIR ?= $(CURDIR)/data
WORKERS ?= 2
PYTEST ?=

# The first Python on the path that is new enough; PYTHON=/some/python overrides.
PYTHON ?= $(shell for candidate in python3.11 python3.12 python3.13 python3.14 python3; do \
	$$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 \
	&& echo $$candidate && break; done)

VENV := .venv
BIN := $(VENV)/bin
UV := .boot/bin/uv
UV_VERSION := 0.13.9
RUNTIME := $(VENV)/.stamp-runtime
TOOLS := $(VENV)/.stamp-tools
NODE_TOOLS := node_modules/.stamp
VENDOR := static/vendor/.stamp
# What the pages' bundles are made of; a folder counts, so that what is gone is noticed too.
PAGES := playground/page_files.py $(shell find static/js static/css -type d -o -name '*.js' -o -name '*.css')
export UV_PYTHON_DOWNLOADS := never
export UV_LINK_MODE := copy
# The venv comes first, so its node serves where the machine has none that is fit.
NODE_PATH_FIRST = PATH="$$($(BIN)/python tests/tools/node.py):$$PATH"

help: ## this list
	@awk 'BEGIN { FS = ":.*## " } /^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo "  PORT=8123 HOST=0.0.0.0 DATA_DIR=/some/folder change where make run listens and keeps its data."

$(UV):
	@test -n "$(PYTHON)" || { \
	  echo "Kubeloop needs Python 3.11 or newer: install it, or say make PYTHON=/path/to/python." >&2; exit 1; }
	@$(PYTHON) -m pip --version >/dev/null 2>&1 || { \
	  echo "$(PYTHON) has no pip: install it (Debian and Ubuntu: apt-get install python3-pip)." >&2; exit 1; }
	@echo "Fetching uv $(UV_VERSION) into .boot/"
	@PIP_ROOT_USER_ACTION=ignore $(PYTHON) -m pip install --quiet --disable-pip-version-check --no-warn-script-location \
	  --upgrade --target .boot uv==$(UV_VERSION) || { \
	  echo "uv could not be fetched: is there a way to the Python package index from here?" >&2; rm -rf .boot; exit 1; }
	@touch $@

$(BIN)/python: | $(UV)
	@test -n "$(PYTHON)" || { \
	  echo "Kubeloop needs Python 3.11 or newer: install it, or say make PYTHON=/path/to/python." >&2; exit 1; }
	@$(UV) venv --quiet --allow-existing --no-project --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')" $(VENV)

$(RUNTIME): requirements.lock | $(BIN)/python
	@echo "Installing Kubeloop's packages into $(VENV)/"
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	@touch $@

$(TOOLS): requirements-dev.lock $(RUNTIME)
	@echo "Installing the development tools into $(VENV)/"
	@$(UV) pip sync --quiet --python $(BIN)/python --require-hashes requirements-dev.lock
	@touch $@

$(NODE_TOOLS): package.json package-lock.json .npmrc | $(TOOLS)
	@echo "Installing the page's development tools into node_modules/"
	@$(NODE_PATH_FIRST) npm ci --no-audit --no-fund --loglevel=error
	@touch $@

# Kubeloop also runs without it: what is in the way is told, and the next start tries again.
$(VENDOR): package.json package-lock.json .npmrc $(PAGES) tests/tools/vendor.py tests/tools/bundle.py | $(UV) $(RUNTIME)
	@$(BIN)/python tests/tools/vendor.py $(UV)

setup: $(TOOLS) $(NODE_TOOLS) $(VENDOR) ## all set-up, starts nothing

run: $(RUNTIME) $(VENDOR) ## start Kubeloop on http://127.0.0.1:8000/
	@exec $(BIN)/python manage.py play --host "$(HOST)" --port "$(PORT)" --data-dir "$(DATA_DIR)"

browser: $(TOOLS)
	@$(BIN)/python -m tests.tools.browser

lint: setup ## linters and type checkers only
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(NODE_PATH_FIRST) node_modules/.bin/tsc --noEmit

fix: setup ## let ruff mend and format what it can
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(NODE_PATH_FIRST) node_modules/.bin/prettier --log-level warn --write static/js tests/js

fast: setup ## the tests that need no browser (PYTEST='-k rollout' passes options on)
	@$(NODE_PATH_FIRST) node --test --test-reporter=dot $$(find tests/js -name '*.test.js')
	@$(BIN)/python -m pytest -q -n $(WORKERS) -m "not e2e" $(PYTEST)

test: lint browser fast ## all set-up and the whole test suite, browser included
	@$(BIN)/python -m pytest -q -m e2e $(PYTEST)

check: test ## what must be green before a change lands: the linters and the whole suite

docs: $(TOOLS) ## write docs/fidelity.md from the code
	@$(BIN)/python -m tests.tools.fidelity

picture: setup browser ## draw docs/images/kubeloop.png, the README's picture
	@$(BIN)/python -m tests.tools.picture

bench: setup ## run the benchmarks, print a table, write bench/results.json
	@$(BIN)/python -m tests.bench.run

load: setup ## a class of 200 learners (MODE=many for PostgreSQL, Redis and four processes)
	@$(BIN)/python -m tests.bench.load

outages: setup ## the same class while parts die, ten times each (SEATS=40 REPEATS=1 for a short one)
	@$(BIN)/python -m tests.bench.outages

lock: $(UV) ## resolve pyproject.toml anew into the two lock files
	@$(UV) pip compile --quiet pyproject.toml --extra server --universal --python-version 3.11 \
	  --generate-hashes --no-header --no-annotate --upgrade -o requirements.lock
	@$(UV) pip compile --quiet pyproject.toml --extra server --group dev --universal --python-version 3.11 \
	  --generate-hashes --no-header --no-annotate --upgrade -c requirements.lock -o requirements-dev.lock

clean: ## remove everything that make made (not your data)
	@rm -rf .boot .venv node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache static/vendor
