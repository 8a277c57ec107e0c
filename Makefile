# Everything that a person or CI runs. `make serve` and `make test` are the two that matter.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
.PHONY: install serve test bench audit translations lock

install: $(VENV)/.installed

$(VENV)/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "art28 needs Python 3.11 or newer; $(PYTHON) is older. Set PYTHON=/path/to/python3.11 and try again."; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

# Of the tools for tests a part is used, so nothing is compiled before it is.
$(VENV)/.dev: $(VENV)/.installed requirements-dev.lock
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps --no-compile -r requirements-dev.lock
	touch $@

serve: install
	$(BIN)/art28 serve

test: $(VENV)/.dev
	PATH="$(CURDIR)/$(BIN):$$PATH" tests/run

bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks

# Asks for known vulnerabilities of what is locked; without a network it says that it could not.
audit: $(VENV)/.dev
	$(BIN)/python -m tests.house.dependencies

# Collects new sentences into app/locale; what is new there waits for its translation.
translations: $(VENV)/.dev
	$(BIN)/python -m tests.house.translations

# Needs uv, which only maintainers use: the locks themselves are plain pip files with hashes.
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet --group build pyproject.toml --output-file requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet --group dev --constraint requirements.lock pyproject.toml --output-file requirements-dev.lock
