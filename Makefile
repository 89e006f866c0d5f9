# `make help` lists what there is. Everything is installed into .venv; nothing outside the folder is touched, but for
# Debian packages that `make servers` installs where the tests need them.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help setup demo test acceptance test-browser test-postgres test-cluster check format bench fuzz crash docs lock servers clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || tools/apt-install python3-venv
	$(PYTHON) -m venv .venv

.venv/.core: .venv/bin/python requirements/core.lock requirements/build.lock pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/core.lock -r requirements/build.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: .venv/.core requirements/dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	@touch $@

setup: .venv/.dev ## Install everything that development needs into .venv

demo: .venv/.core ## Run the main job end to end on a small synthetic world
	$(BIN)/tenprint demo

test: .venv/.dev ## Run the fast tests (under 10 minutes)
	$(BIN)/pytest -n 2

acceptance: .venv/.dev ## The whole acceptance suite, also on five processes, PostgreSQL and NATS
	$(BIN)/pytest tests/acceptance -m "not browser" --timeout 600

test-browser: .venv/.dev ## Walk the console's pages in Debian's Chromium
	@test -x /usr/bin/chromium || tools/apt-install chromium
	$(BIN)/pytest -m "browser and not slow" tests/browser

test-cluster: .venv/.dev ## Run the tests of shards on a Ray cluster (installs Ray)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/cluster.lock
	$(BIN)/pytest -n 0 tests/integration/test_gallery_cluster.py

check: .venv/.dev ## Lint, format, types, import layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/.dev ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/.dev ## Measure speed; results are printed, never tested
	$(BIN)/pytest benchmarks -m "" --benchmark-only -p no:cacheprovider

contract: .venv/.dev ## Send each operation of each interface several hundred requests (half an hour)
	$(BIN)/pytest -m slow tests/integration/api --timeout 7200

crash: .venv/.dev ## Kill processes at random moments, many times
	$(BIN)/pytest -m crash tests/crash --timeout 7200

fuzz: .venv/.dev ## Feed the parsers mutated input; FUZZ_SECONDS for each
	tools/fuzz

docs: pictures site ## Take the pictures of all views anew and build the documentation site into site/

pictures: .venv/.dev ## Take the pictures of all views from a running demo
	@test -x /usr/bin/chromium || tools/apt-install chromium
	$(BIN)/python tools/screenshots.py build/pictures docs/images/console

site: .venv/.dev ## Build the documentation site with the pictures that are there
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/docs.lock
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict
	$(BIN)/python tools/docs_no_requests.py site

lock: ## Write the lock files anew from pyproject.toml (needs uv)
	tools/lock

servers: ## Install the servers that some tests start (Debian, as root)
	tools/apt-install postgresql chromium

clean: ## Remove everything that was made here
	rm -rf .venv demo site out build dist .pytest_cache .mypy_cache .ruff_cache
