# One target per habit. `make help` lists them.
VENV := .venv
BIN := $(VENV)/bin
PARALLEL := --numprocesses auto --dist loadfile
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help setup demo docs test test-all check fix bench coverage clean

help:      ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+: .*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/ready  ## set up .venv, Python packages and a browser

$(VENV)/ready: pyproject.toml scripts/setup.sh
	bash scripts/setup.sh

demo: $(VENV)/ready  ## run the whole loop on a small synthetic world
	$(BIN)/miner demo --dir demo-world --fresh

test: $(VENV)/ready  ## run the tests (real browser, real servers, CPU)
	MINER_DEBUG=1 OMP_NUM_THREADS=1 $(BIN)/python -m pytest -m "not slow and not gpu" $(PARALLEL)

docs: $(VENV)/ready  ## write docs/commands.md from the commands
	$(BIN)/python scripts/write_commands.py

test-all: $(VENV)/ready  ## run every test, the slow ones too
	MINER_DEBUG=1 OMP_NUM_THREADS=1 $(BIN)/python -m pytest $(PARALLEL)

check: $(VENV)/ready  ## lint, types, layers, budgets, spelling: what CI runs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/test_architecture.py
	$(BIN)/codespell miner scraper classifiers video review_ui tests bench docs README.md CHANGELOG.md CONTRIBUTING.md

fix: $(VENV)/ready  ## let ruff mend and format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

coverage: $(VENV)/ready  ## run the tests with branch coverage
	MINER_DEBUG=1 $(BIN)/python -m pytest --cov --cov-report=term-missing:skip-covered

bench: $(VENV)/ready  ## measure speed side by side with what people use today
	$(BIN)/python -m bench

clean:     ## remove what make made
	rm -rf $(VENV) demo-world build dist
