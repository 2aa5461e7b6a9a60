# Needs only make and Python 3.11 or later; uv, the packages and PostgreSQL come by themselves.

export UV_SYSTEM_CERTS := true
# Where an image asks Python to keep no bytecode, each of a hundred processes would compile Django and ours anew.
unexport PYTHONDONTWRITEBYTECODE

UV := $(or $(shell command -v uv 2>/dev/null),.bootstrap/bin/uv)
PYTHON := .venv/bin/python
RUN_LINT := DEMO=1 DATABASE_URL=postgresql:///lint  # the linters read the settings, but no database is to start
# biome's package is for Linux on x86-64 alone; elsewhere JavaScript and CSS are left to CI.
BIOME = $(or $(shell ls .venv/bin/biome 2>/dev/null),@echo Not made for this machine and left to CI: biome)
SCALE ?= 1/16
ARGS ?=
# One process for each core, each with a database of its own, up to four. WORKERS= runs everything in one.
WORKERS ?= --numprocesses auto --maxprocesses 4

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset demo-stop check test coverage lint lint-fast format hooks bench editor install

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

demo: install ## four real reports in your browser; keeps what was changed. ARGS="--port 9000" passes options on
	@DEMO=1 $(PYTHON) manage.py demo $(ARGS)

demo-reset: install ## the demo from an empty database
	@DEMO=1 $(PYTHON) manage.py demo --reset $(ARGS)

demo-stop: install ## stop the embedded database, which otherwise keeps running
	@$(PYTHON) -m apps.config.postgres stop

check: lint-fast ## under a minute, while you work: the quick linters, and the tests that are neither slow nor in a browser
	$(PYTHON) -m pytest $(WORKERS) -m "not slow and not browser" $(ARGS)

test: install ## every test on a database of its own. ARGS="tests/web -k word" chooses; browser tests need Chromium
	$(PYTHON) -m pytest $(WORKERS) $(ARGS)

coverage: install ## every test, and how many of the lines in apps/ they run. Takes longer than make test
	$(PYTHON) -m pytest $(WORKERS) -p pytest_cov --cov --cov-report=term:skip-covered $(ARGS)

lint: lint-fast ## every linter: lint-fast, then mypy and a look for a missing migration
	$(RUN_LINT) .venv/bin/mypy
	@echo "makemigrations --check"
	@$(RUN_LINT) $(PYTHON) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run

lint-fast: install ## the linters that take a second: ruff, import-linter, djlint, biome
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/lint-imports --no-logo
	.venv/bin/djlint templates --lint
	.venv/bin/djlint templates --check
	$(BIOME) ci

format: install ## let ruff, djlint and biome write what they can
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .
	-.venv/bin/djlint templates --reformat --quiet
	$(BIOME) check --write

hooks: install ## look at what changes before each commit (.pre-commit-config.yaml)
	.venv/bin/pre-commit install

bench: install ## measure against the limits; SCALE=1 is the whole nation (about ten minutes)
	@DEMO=1 $(PYTHON) -m tests.bench --scale $(SCALE) $(ARGS)

editor: ## bundle the text editor's library anew into static/vendor, from apps/web/editor_bundle/package-lock.json. Needs npm
	cd apps/web/editor_bundle && npm ci --no-audit --no-fund && npx esbuild prosemirror.js --bundle --minify --format=esm --target=es2022 \
	  --legal-comments=none --outfile=../../../static/vendor/prosemirror.min.js
	@cp apps/web/editor_bundle/node_modules/prosemirror-model/LICENSE static/vendor/prosemirror-LICENSE.txt

install: $(UV)
	@$(UV) sync --frozen --quiet

# The system's Python may refuse pip (PEP 668) or lack ensurepip: a folder of our own, made in one of two ways.
.bootstrap/bin/uv:
	@echo "Hämtar uv till .bootstrap …"
	@rm -rf .bootstrap
	@{ python3 -m venv .bootstrap && .bootstrap/bin/python -m pip install --quiet uv; } >/dev/null 2>&1 \
	  || { rm -rf .bootstrap; python3 -m pip install --quiet --target .bootstrap uv; } \
	  || { rm -rf .bootstrap; echo "Det gick inte att hämta uv. Installera uv, eller venv åt Python (Debian: apt-get install python3-venv)." >&2; exit 1; }
