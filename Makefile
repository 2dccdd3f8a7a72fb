# Every command of the project. CI calls nothing else (.ci/run).
#
#   make demo       install what running needs, work through the bundled cohorts, say where the report is
#   make test       install the rest and run all tests
#   make test-deep  the same with at least 10,000 random cuts of the data
#   make test-scale the proofs in full that results are the same on a Spark cluster, and executors may die
#   make check      style, types, import contracts, generated documentation
#   make fix        mend what ruff can mend
#   make parity     answer a few thousand random calls with pymsprog too, and count where the two differ
#   make bench      measure time and memory, beside pymsprog and msclinical, and write them as lines and a page
#   make speed-page FROM=FILE   make the lines of a run those of the documentation
#   make setup      only install, for working on the project
#   make lock       pin the newest versions again (needs uv)

VENV := .venv
BIN  := $(VENV)/bin
RUN  := $(BIN)/.installed-for-running
WORK := $(BIN)/.installed-for-working
JOBS ?= 2
PEER := .venv-parity
CALLS ?= 3000
SIZES ?= 1000 10000 100000
LONGEST ?= 60
RUN_OF_DOCS := benchmarks/results/reference.jsonl
PIP  := $(BIN)/python -m pip --disable-pip-version-check install --quiet

.PHONY: setup demo test test-deep test-scale check fix bench speed-page parity lock browser java
.DEFAULT_GOAL := demo

setup: $(WORK)

demo: $(RUN)
	@$(BIN)/mscourse demo --out demo

test: $(WORK) browser java
	@$(BIN)/python -m pytest -q -n $(JOBS) --dist worksteal $(PYTEST)

test-deep: $(WORK) browser java
	@$(BIN)/python -m pytest -q -n $(JOBS) --dist worksteal --hypothesis-profile deep $(PYTEST)

test-scale: $(WORK) java
	@$(BIN)/python -m pytest -q -m full tests/scale $(PYTEST)

check: $(WORK)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python docs/generate.py --check
	@$(BIN)/python docs/write_reference.py --check

fix: $(WORK)
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

# Without the peers, or anything else that is not there, the rest is measured, and the page says what was left out.
bench: $(WORK)
	-@$(MAKE) --no-print-directory $(PEER)/.installed
	@$(BIN)/python -m benchmarks --peer $(PEER)/bin/python --sizes $(SIZES) --longest $(LONGEST) $(BENCH)

speed-page: $(WORK)
	@$(BIN)/python -m benchmarks.page $(or $(FROM),$(RUN_OF_DOCS)) --reference

parity: $(WORK) $(PEER)/.installed
	@$(BIN)/python tests/parity/run.py --peer $(PEER)/bin/python --calls $(CALLS)

# pymsprog needs an older numpy than mscourse does, so it lives by itself, with the other peers.
$(PEER)/.installed: requirements-parity.txt $(BIN)/python
	@echo "Installing pymsprog and msclinical into $(PEER)."
	@$(BIN)/python -m venv --clear $(PEER)
	@$(PEER)/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes -r requirements-parity.txt
	@touch $@

# The lists hold hashes and no address: whoever installs decides where packages come from.
LOCK := uv pip compile --quiet --universal --python-version 3.11 --upgrade --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --no-header
lock:
	@$(LOCK) --group build pyproject.toml --output-file requirements.lock
	@$(LOCK) --group build pyproject.toml --extra xlsx --group dev --output-file requirements-dev.lock
	@$(LOCK) --group peers --output-file requirements-parity.txt

# ------------------------------------------------------------------------------------------------- set-up

$(BIN)/python:
	@found=; \
	for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11 python; do \
		if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			if $$python -c 'import venv, ensurepip' 2>/dev/null; then found=$$python; break; fi; \
			bare=$$python; \
		fi; \
	done; \
	if [ -z "$$found" ] && [ -n "$$bare" ]; then \
		echo "$$bare has no venv module." >&2; \
		echo "Hint: on Debian and Ubuntu it is the package python3-venv; then run make again." >&2; exit 1; \
	fi; \
	if [ -z "$$found" ]; then \
		echo "No Python 3.11 or newer was found (looked for python3, python3.14 ... python3.11)." >&2; \
		echo "Hint: install one, or name it: make PYTHON=/path/to/python3.12" >&2; exit 1; \
	fi; \
	echo "Creating $(VENV) with $$($$found --version)."; \
	$$found -m venv --clear $(VENV)

$(RUN): requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing what running needs into $(VENV)."
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(WORK): requirements-dev.lock $(RUN)
	@echo "Installing what testing and checking need into $(VENV)."
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

# The report is looked at by a real browser, under one of these names.
BROWSERS := chromium chromium-browser google-chrome chrome
browser:
	@for name in $(BROWSERS); do \
		if command -v $$name >/dev/null 2>&1; then exit 0; fi; \
	done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
		echo "Installing the package chromium for the browser tests."; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
			apt-get install -y -qq --no-install-recommends chromium >/dev/null && exit 0; \
	fi; \
	echo "The tests open the report in a browser, and none was found: $(BROWSERS)." >&2; \
	echo "Hint: install the package chromium (Debian: apt-get install chromium), then run make again." >&2; \
	exit 1

# Spark runs on Java.
java:
	@version=$$(java -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p'); \
	if [ "$${version:-0}" -ge 17 ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
		echo "Installing the package openjdk-17-jre-headless for the tests of Spark."; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
			apt-get install -y -qq --no-install-recommends openjdk-17-jre-headless >/dev/null && exit 0; \
	fi; \
	echo "The tests start Spark, which needs Java 17 or newer; found: $${version:-none}." >&2; \
	echo "Hint: install it (Debian: apt-get install openjdk-17-jre-headless), then run make again." >&2; \
	exit 1
