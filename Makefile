PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: setup chat ask test check bench clean

setup: $(READY)

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Footnote needs Python 3.11 or newer: run make PYTHON=/path/to/python3.11 setup" >&2; exit 2; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	@touch $(READY)

chat: setup
	@$(BIN)/footnote chat

ask: setup
	@$(BIN)/footnote ask "$$Q"

test: setup
	$(BIN)/python -m pytest

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup
	$(BIN)/python -m bench.speed

clean:
	rm -rf .venv build *.egg-info

export Q
