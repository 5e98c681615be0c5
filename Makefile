# newsieve's commands. `make` alone lists them; scripts/setup makes .venv.
# PYTHON=/path/to/python3.12 names the interpreter; the default is python3.

PYTHON ?=
export PYTHON
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help install dev demo test lint format unit slow faults clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

install: ## set up .venv with newsieve in it
	@scripts/setup run

dev: ## set up .venv with the test tools too
	@scripts/setup dev

demo: install ## crawl a small made-up news web on this machine
	@$(BIN)/newsieve demo

test: lint unit ## everything a change must pass: lint, types, import contracts, tests

lint: dev ## ruff, mypy and the import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: dev ## the tests, with coverage
	$(BIN)/pytest -n auto --dist loadfile --cov --cov-report=term:skip-covered

slow: dev ## the long counts
	$(BIN)/pytest -m slow --durations=10

faults: dev ## what newsieve does about each kind of misbehaving server, as a table
	$(BIN)/python -m tests.faults

format: dev ## let ruff put the code in shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean: ## remove .venv, caches and build results
	rm -rf .venv build dist .coverage htmlcov .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
