# make run    set up everything and serve the portal (PORT=8501, DEMO=0 for an empty one)
# make test   set up everything and run every check
# make bench  measure speed and weight
# make audio  speak the questions of the shipped surveys anew where their words have changed

SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# What was installed, on all cores; pip would use one. Templates in it may be no Python at all.
COMPILE := $(BIN)/python -m compileall -qq -j 0 $(VENV)/lib || true
INSTALL := DEBIAN_FRONTEND=noninteractive apt-get install -y -qq
# Compiled once: a machine may forbid that, and every process would compile everything anew.
export PYTHONDONTWRITEBYTECODE :=
PORT ?= $(or $(COPFEEDBACK_PORT),8501)
DEMO ?= 1

.PHONY: run test bench check collected chromium locales audio

run: $(VENV)/installed
	@COPFEEDBACK_PORT=$(PORT) $(BIN)/copfeedback serve $(if $(filter-out 0,$(DEMO)),--demo)

$(VENV)/python: 
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || \
	  { echo "Python 3.11, 3.12 or 3.13 is needed; say which: make run PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/installed: requirements.txt pyproject.toml | $(VENV)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile -r requirements.txt
	$(COMPILE)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile -r requirements-dev.txt
	$(COMPILE)
	@touch $@

# The shell is Chromium without the windows around its pages: tests take half the work in it.
chromium:
	@command -v chromium-headless-shell >/dev/null || \
	{ [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && \
	    { $(INSTALL) chromium-headless-shell fonts-noto-core || $(INSTALL) chromium fonts-noto-core; }; } || \
	command -v chromium >/dev/null || \
	{ echo "The browser tests need Chromium: install the package “chromium-headless-shell” or “chromium” (apt-get install chromium)."; exit 1; }

check: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/copfeedback survey check surveys/*/v[0-9]*.yaml surveys/*/*.xlsx

# Tests are compiled once here, beside the type checker, and not by each worker.
collected: $(VENV)/installed-dev
	$(BIN)/pytest -n 0 --collect-only -qq >/dev/null

test:
	@$(MAKE) --no-print-directory -j 3 check chromium collected
	$(BIN)/pytest -n 2 --dist loadfile --ignore tests/browser
	$(BIN)/pytest -n 2 --dist loadfile tests/browser

bench: $(VENV)/installed-dev chromium
	$(BIN)/python -m bench

# After a string was added or changed: bring template and catalogues up to date, then translate.
locales: $(VENV)/installed-dev
	$(BIN)/python -m tests.i18n.extraction

audio: $(VENV)/installed-dev
	$(BIN)/python -m synthesis
