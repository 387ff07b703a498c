# Everything a person needs. A fresh machine needs only make and Python 3.11 or newer with venv.
.DEFAULT_GOAL := help
.PHONY: help demo test check bench shots lock
.SUFFIXES:

VENV := .venv
PYTHON = $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$name; break; }; done)
RUN := $(VENV)/bin/python
PIP := $(RUN) -m pip --disable-pip-version-check --quiet
ARGS ?=
JOBS ?= auto

help:
	@echo "make demo    set everything up and serve the demonstration on http://localhost:8000 (PORT=...)"
	@echo "make test    run all tests (ARGS=\"tests/journeys -k name\" for some)"
	@echo "make check   lint, types, import directions, templates, migrations, deployment settings"
	@echo "make bench   sixty phones, a large file, the library, a joint look: full length, times as ratios (ARGS=\"upload\" for some)"
	@echo "make shots   pictures of the main screens into var/shots/"
	@echo "make lock    compile requirements/*.in into hashed lock files"

$(RUN):
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and none was found. On Debian 12 or Ubuntu 24.04:"; \
		echo "    sudo apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
		echo "Python's venv module is missing. Install it, then run make again:"; \
		echo "    sudo apt-get install $$($(PYTHON) -c 'import sys; print("python3.%d-venv" % sys.version_info[1])')"; exit 1; }
	@echo "Making the environment in $(VENV) ..."
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/.base: requirements/base.txt | $(RUN)
	@echo "Installing what the product needs (a minute or two, once) ..."
	@$(PIP) install --require-hashes --only-binary :all: -r requirements/base.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt | $(RUN)
	@echo "Installing what development needs (a minute or two, once) ..."
	@$(PIP) install --require-hashes --only-binary :all: -r requirements/dev.txt
	@touch $@ $(VENV)/.base

demo: export EMBEDDED ?= yes
demo: export PORT ?= 8000
demo: export SITE_URL ?= http://localhost:$(PORT)
demo: $(VENV)/.base
	@$(RUN) manage.py prepare
	@$(RUN) manage.py demo
	@exec $(RUN) manage.py serve

test: $(VENV)/.dev
	@$(RUN) -m pytest -n $(JOBS) $(ARGS)

check: $(VENV)/.dev
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	EMBEDDED=yes VAR_DIR=var/check $(RUN) -m mypy
	$(VENV)/bin/lint-imports
	$(RUN) -m djlint templates --lint --quiet
	@$(MAKE) --no-print-directory check-django

# A server's settings in miniature: what `check --deploy` says about them is what it would say there.
.PHONY: check-django
check-django: export VAR_DIR := $(CURDIR)/var/check
check-django: export EMBEDDED := no
check-django: export SECRET_KEY := only-for-this-check-0123456789-abcdefghijklmnopqrstuvwxyz
check-django: export SITE_URL := https://cycles.example.org
check-django: export ALLOWED_HOSTS := cycles.example.org
check-django: export TRUST_PROXY := yes
check-django:
	$(RUN) manage.py makemigrations --check --dry-run
	$(RUN) manage.py lintmigrations --settings tests.lint_settings
	$(RUN) manage.py check --deploy --fail-level WARNING

bench: $(VENV)/.dev
	@$(RUN) -m tests.bench $(ARGS)

shots: $(VENV)/.dev
	@$(RUN) -m tests.shots

lock:
	@test -x $(VENV)/bin/uv || $(PIP) install uv
	@for name in base dev; do $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-header --no-emit-index-url --output-file requirements/$$name.txt requirements/$$name.in; done
