# Drumbeat: every command a contributor or an operator needs.
# On a fresh machine with Python 3.11 and make, `make demo` and `make test` do all set-up.

SHELL := /bin/sh
BIN := .venv/bin
PYTEST := $(BIN)/pytest
# How many test processes; by itself as many as there are processors.
TEST_PROCESSES ?= auto

.DEFAULT_GOAL := help
.PHONY: help setup demo run work test check lint types packages bench soak screens pictures docs lock reset

help: ## show this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: .venv/.ok ## install everything the commands below need

.venv/.ok: requirements.lock pyproject.toml
	@sh scripts/setup.sh

demo: setup ## a complete sample workspace on http://127.0.0.1:8000
	$(BIN)/drumbeat demo

run: setup ## serve your own workspace
	$(BIN)/drumbeat serve

work: setup ## the background work: bill, deliver, remind, match
	$(BIN)/drumbeat work

test: setup packages lint types ## everything: lint, types, the whole suite on SQLite, then PostgreSQL
	env -u DATABASE_URL $(PYTEST) -n $(TEST_PROCESSES) -m "not soak"
	$(BIN)/python scripts/with_postgres.py -- $(PYTEST) -n $(TEST_PROCESSES) -m "database and not soak"

check: setup lint types ## before each commit: lint, types, architecture and quick tests on SQLite
	env -u DATABASE_URL $(PYTEST) -n $(TEST_PROCESSES) -m "not soak and not slow"

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@# What stands in quotes may be German, French, Dutch or Spanish.
	$(BIN)/codespell -L zar,wit --ignore-regex '"[^"]*"' src tests scripts docs *.md

types: setup
	$(BIN)/mypy

packages:
	@sh scripts/system-packages

bench: setup packages ## the speed goals, measured
	$(BIN)/python scripts/with_postgres.py -- $(BIN)/python -m bench

soak: setup packages ## long fault-injection runs
	env -u DATABASE_URL $(PYTEST) -m soak
	$(BIN)/python scripts/with_postgres.py -- $(PYTEST) -m soak

screens: setup packages ## pictures of every page in build/screens, each page checked by axe
	$(BIN)/python scripts/screens.py

pictures: screens ## the pictures of the documents, from those of the screens
	$(BIN)/python scripts/pictures.py

docs: setup ## rewrite the documents that come from code
	$(BIN)/python scripts/rules.py --write
	$(BIN)/python scripts/docs.py --write

lock: setup ## pin every dependency with its hashes
	$(BIN)/uv pip compile -q pyproject.toml --group dev --universal --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header -o requirements.lock

reset: ## put the local data aside and start afresh (nothing is deleted)
	@if [ -d var ]; then mkdir -p build && kept=build/var-$$(date +%Y%m%d-%H%M%S) && \
	  mv var "$$kept" && echo "The local data is now in $$kept."; \
	else echo "There is no local data in var/."; fi
