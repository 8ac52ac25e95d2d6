# Everything a person does with this checkout. `make` alone lists it.
.DEFAULT_GOAL := help
.PHONY: help install serve test test-clients check format lock bench relevance audit intake screenshots docs wheel lock clean

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
HASHED := $(PIP) --require-hashes
# Tests run one process for each core, and a browser each: on a small machine two is plenty.
TESTS := $(BIN)/python -m pytest

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/make \1|\2/' | column -t -s '|' 2>/dev/null \
	|| grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST)

install: .venv/installed ## make .venv with the program in it (.venv/bin/kb)

serve: .venv/installed ## index the library of KB_HOME (this folder's example by default), serve it, print the address
	@$(BIN)/kb serve

test: .venv/test chromium ## run all tests: units, integration and journeys in a real browser
	$(TESTS) -n 2 --dist loadgroup -m "not clients" --ignore tests/clients tests

test-clients: .venv/test chromium .venv/clients ## let other people's software read what we emit
	$(TESTS) -n 2 --dist loadgroup -m clients tests

check: .venv/check ## format, lint, types, and which room may import which
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/check ## put the code into its format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: .venv/bench ## measure speed and memory beside other engines, write docs/benchmarks.md
	$(BIN)/python -m bench
	$(BIN)/python -m bench.files
	$(BIN)/python -m bench.keeping
	$(BIN)/python -m bench.links
	$(BIN)/python -m bench.moving

relevance: .venv/test ## ask the judged questions of ../shared/corpora, write docs/benchmarks.md
	$(BIN)/python -m bench.relevance

audit: .venv/test chromium .venv/audit ## let Lighthouse look at the pages, time suggestions, write docs/benchmarks.md
	$(BIN)/python -m bench.audit

intake: .venv/test chromium ## turn real notes into other programs' files, take them in again, write docs/benchmarks.md
	$(BIN)/python -m bench.intake
	$(BIN)/python -m bench.intake_speed

screenshots: .venv/test chromium ## take a picture of every kind of page anew, into docs/screenshots/
	$(BIN)/python -m bench.screenshots

docs: .venv/installed ## write docs/commands.md from the commands themselves
	$(BIN)/typer kb.cli utils docs --name kb --title Commands --output docs/commands.md

wheel: .venv/check ## build the package into dist/
	$(BIN)/uv build --quiet --wheel --no-build-isolation --python $(BIN)/python --out-dir dist

lock: .venv/check ## pin every dependency anew, with hashes, into requirements/
	for group in run build test clients check bench; do \
	  flags="--group $$group"; [ $$group = run ] && flags=""; [ $$group = run ] && from=pyproject.toml || from=""; \
	  $(BIN)/uv pip compile $$from $$flags --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-header --no-annotate --output-file requirements/$$group.txt; \
	done

clean: ## remove what was made here, never a library's notes
	rm -rf .venv dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The steps below run only when what they rest on has changed.

.venv/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Knowledge Club needs Python 3.11 or newer. If you have it under another name: make PYTHON=python3.12"; exit 1; }
	@echo "Making .venv …"
	@$(PYTHON) -m venv .venv && touch $@

.venv/installed: .venv/python requirements/run.txt requirements/build.txt pyproject.toml
	@echo "Installing what Knowledge Club needs (pinned and checked by hash) …"
	@$(HASHED) -r requirements/run.txt -r requirements/build.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q kb
	@touch $@

.venv/test: .venv/installed requirements/test.txt
	@$(HASHED) -r requirements/test.txt && touch $@

.venv/check: .venv/installed requirements/check.txt
	@$(HASHED) -r requirements/check.txt && touch $@

.venv/bench: .venv/test requirements/bench.txt bench/install-xapian.sh
	@$(HASHED) -r requirements/bench.txt
	@sh bench/install-xapian.sh && touch $@

.PHONY: chromium
chromium:
	@sh tests/install-chromium.sh

.venv/clients: .venv/test tests/clients/package-lock.json requirements/clients.txt
	@sh tests/clients/install.sh
	@$(HASHED) -r requirements/clients.txt && touch $@

.venv/audit: .venv/test bench/audit-tools/package-lock.json
	@sh bench/audit-tools/install.sh && touch $@
