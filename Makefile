# make help | setup | run | test | check | fmt | bench | prove
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev
# Meaning for the graph, 140 MB to fetch and 290 MB on disk; GRAPH=no leaves it out, and the graph goes by words and topics.
GRAPH ?= yes
GRAPH_STAMP := $(VENV)/.installed-graph

.PHONY: help setup run test check fmt bench prove pins

help: ## say what each target does
	@grep -hE '^[a-z-]+:.*## ' Makefile | awk -F ':.*## ' '{printf "make %-8s %s\n", $$1, $$2}'

setup: $(STAMP) $(if $(filter yes,$(GRAPH)),$(GRAPH_STAMP)) ## make the environment (.venv) and nothing else (GRAPH=no: smaller)

$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed and '$(PYTHON)' is not on the path. Install it, or say make PYTHON=/path/to/python3."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; '$(PYTHON)' is $$($(PYTHON) -V). Say make PYTHON=/path/to/python3.11."; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "Python's venv module is missing. On Debian or Ubuntu: apt install python3-venv."; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(STAMP): requirements.txt requirements-scale.txt | $(VENV)/bin/python
	@echo "Installing the pinned libraries into $(VENV) ..."
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt -r requirements-scale.txt
	@touch $@

# By itself and without dependencies (requirements-graph.in says why); the rest works where these cannot be had.
$(GRAPH_STAMP): requirements-graph.txt $(STAMP)
	@echo "Installing what the graph needs for meaning into $(VENV) (GRAPH=no leaves it out) ..."
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-graph.txt \
	  && touch $@ || echo "It could not be installed: the graph will go by words and topics. Everything else works."

$(DEV_STAMP): requirements-dev.txt $(STAMP) $(GRAPH_STAMP)
	@echo "Installing what the tests and checks need into $(VENV) ..."
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

run: $(STAMP) ## serve the demo on PORT (8000), keeping everything under INSTANCE_DIR (instance/)
	@APP_MODE=$${APP_MODE:-demo} exec $(PY) -m scripts.serve

test: $(DEV_STAMP) ## run all tests: SQLite, PostgreSQL, a real browser
	@$(PY) -m scripts.prepare_tests
	@$(PY) -m pytest -n 2 --dist loadgroup tests $(ARGS)

check: $(DEV_STAMP) ## what a reviewer would see at once: format, lint, types, import contracts
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports
	@$(VENV)/bin/djlint --lint --quiet templates

fmt: $(DEV_STAMP) ## put the code in order
	@$(VENV)/bin/ruff format .
	@$(VENV)/bin/ruff check --fix .

bench: $(DEV_STAMP) ## measure speed as ratios, and the graph on its judged set
	@$(PY) -m bench

prove: $(DEV_STAMP) ## take each guard away, then kill real servers in the middle of checkouts and count every invariant
	@$(PY) -m scripts.prepare_tests
	@$(PY) -m tests.faults.mutate
	@$(PY) -m tests.faults.prove

pins: $(DEV_STAMP) ## compile the *.in files
	@for name in requirements requirements-scale requirements-dev requirements-graph; do \
	  $(VENV)/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links -q \
	    $$([ $$name = requirements-graph ] && echo --no-deps) -o $$name.txt $$name.in || exit 1; done
