PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
TOOLS := .venv/.tools
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

DEFAULT_MODEL := qwen2.5-coder-1.5b
MODEL ?= $(DEFAULT_MODEL)
AXE := build/browser/node_modules/axe-core/axe.min.js

.PHONY: setup chat ask test check bench torture screenshots clean

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

# The local model comes first: MODEL=none leaves it out, MODEL=NAME|FILE takes another one.
chat: setup
	@if [ "$(MODEL)" = none ] || ! $(BIN)/footnote models add "$(MODEL)"; then \
		exec $(BIN)/footnote chat; \
	elif [ "$(MODEL)" = "$(DEFAULT_MODEL)" ]; then \
		exec $(BIN)/footnote chat; \
	else \
		exec $(BIN)/footnote chat --answerer "local:$(MODEL)"; \
	fi

ask: setup
	@$(BIN)/footnote ask "$$Q"

test: $(TOOLS) $(if $(shell command -v npm),$(AXE))
	$(BIN)/python -m pytest -n 3 --dist loadfile

check: $(TOOLS)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(TOOLS)
	$(BIN)/python -m bench.speed

torture: $(TOOLS)
	$(BIN)/python -m bench.torture

screenshots: $(TOOLS)
	$(BIN)/python tests/browser/screenshots.py screenshots

# Of use to the browser tests alone; without npm they leave out what needs it.
$(AXE):
	-npm install --silent --no-save --prefix build/browser axe-core@4.11.0

clean:
	rm -rf .venv build *.egg-info

export Q
