# Needs only make and Python 3.11 or later; uv, the packages and PostgreSQL come by themselves.

export UV_SYSTEM_CERTS := true

UV := $(or $(shell command -v uv 2>/dev/null),.bootstrap/bin/uv)
PYTHON := .venv/bin/python
RUN_LINT := DEMO=1 DATABASE_URL=postgresql:///lint  # the linters read the settings, but no database is to start
SCALE ?= 1/16
ARGS ?=
# One process for each core, each with a database of its own, up to four. WORKERS= runs everything in one.
WORKERS ?= --numprocesses auto --maxprocesses 4

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset demo-stop test lint format bench install

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

demo: install ## four real reports in your browser; keeps what was changed. ARGS="--port 9000" passes options on
	@DEMO=1 $(PYTHON) manage.py demo $(ARGS)

demo-reset: install ## the demo from an empty database
	@DEMO=1 $(PYTHON) manage.py demo --reset $(ARGS)

demo-stop: install ## stop the embedded database, which otherwise keeps running
	@$(PYTHON) -m apps.config.postgres stop

test: install ## every test on a database of its own. ARGS="tests/web -k word" chooses; browser tests need Chromium
	$(PYTHON) -m pytest $(WORKERS) $(ARGS)

lint: install ## ruff, mypy, import-linter, djlint
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	$(RUN_LINT) .venv/bin/mypy
	.venv/bin/lint-imports --no-logo
	.venv/bin/djlint templates --lint
	.venv/bin/djlint templates --check

format: install ## let ruff and djlint write what they can
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .
	-.venv/bin/djlint templates --reformat --quiet

bench: install ## measure against the limits; SCALE=1 is the whole nation (about ten minutes)
	@DEMO=1 $(PYTHON) -m tests.bench --scale $(SCALE) $(ARGS)

install: $(UV)
	@$(UV) sync --frozen --quiet

# The system's Python may refuse pip (PEP 668) or lack ensurepip: a folder of our own, made in one of two ways.
.bootstrap/bin/uv:
	@echo "Hämtar uv till .bootstrap …"
	@rm -rf .bootstrap
	@{ python3 -m venv .bootstrap && .bootstrap/bin/python -m pip install --quiet uv; } >/dev/null 2>&1 \
	  || { rm -rf .bootstrap; python3 -m pip install --quiet --target .bootstrap uv; } \
	  || { rm -rf .bootstrap; echo "Det gick inte att hämta uv. Installera uv, eller venv åt Python (Debian: apt-get install python3-venv)." >&2; exit 1; }
