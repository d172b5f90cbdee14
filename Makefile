# Every command in one place. `make` lists them.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
COMPILE = $(UV) pip compile --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --quiet
UV = $(shell $(PYTHON) tools/install.py --uv)

.PHONY: help run install test test-long bench lint format lock train demo-reset screenshots revision

help:  ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

run: install  ## install what is missing, start everything with demo data, print the addresses; Ctrl-C ends it
	@exec $(BIN)/ventanilla run --demo

install:  ## install both Python environments
	@$(PYTHON) tools/install.py

install-dev:
	@$(PYTHON) tools/install.py --dev

test: lint  ## all tests that take less than 15 minutes together
	$(BIN)/ventanilla train
	$(BIN)/pytest --ignore=tests/long --numprocesses=2 --dist=loadgroup

test-long: install-dev  ## kills, faults, load, and a fresh clone
	$(BIN)/pytest tests/long --timeout=1800

bench: install-dev  ## the whole path beside stock Rasa, into bench/results.json
	$(BIN)/python -m bench

lint: install-dev  ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy bot actions connectors sandbox tests bench tools/screenshots.py

format: install-dev  ## put the code into its one format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

train: install  ## train the assistant if its data changed
	@$(BIN)/ventanilla train

demo-reset: install  ## start afresh with new demo data
	@$(BIN)/ventanilla demo reset

screenshots: install-dev  ## take the README's screenshots again
	$(BIN)/python -m tools.screenshots

lock:  ## fix all requirements anew, with hashes
	$(COMPILE) --universal --python-version 3.12 requirements.in -o requirements.txt
	$(COMPILE) --universal --python-version 3.12 requirements-dev.in -c requirements.txt -o requirements-dev.txt
	$(COMPILE) --python-version 3.10 --override assistant/overrides.txt assistant/requirements.in -o assistant/requirements.txt
	$(COMPILE) --universal --python-version 3.8 tools/uv.in -o tools/uv.txt

revision: install-dev  ## write a migration with what the models have and the database has not: make revision m="..."
	@$(BIN)/ventanilla db revision "$(m)"
