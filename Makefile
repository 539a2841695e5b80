PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
TOOLS := .venv/.tools
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

AXE := build/browser/node_modules/axe-core/axe.min.js

.PHONY: setup chat ask test check bench screenshots clean

setup: $(READY)

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Footnote needs Python 3.11 or newer: run make PYTHON=/path/to/python3.11 setup" >&2; exit 2; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) -e .
	@touch $(READY)

$(TOOLS): $(READY)
	$(PIP) -e ".[dev]"
	@touch $(TOOLS)

chat: setup
	@$(BIN)/footnote chat

ask: setup
	@$(BIN)/footnote ask "$$Q"

test: $(TOOLS) $(if $(shell command -v npm),$(AXE))
	$(BIN)/python -m pytest

check: $(TOOLS)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(TOOLS)
	$(BIN)/python -m bench.speed

screenshots: $(TOOLS)
	$(BIN)/python tests/browser/screenshots.py screenshots

# Of use to the browser tests alone; without npm they leave out what needs it.
$(AXE):
	-npm install --silent --no-save --prefix build/browser axe-core@4.11.0

clean:
	rm -rf .venv build *.egg-info

export Q
