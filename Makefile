# The one place of commands. `make` lists them.
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
CHECK := .build/check

.DEFAULT_GOAL := help
.PHONY: help install analysis test test-browser lint types format lab bench floors readme lock clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

install: $(READY) ## set up .venv with the locked versions

$(READY): requirements.lock pyproject.toml
	test -x $(BIN)/python || python3 -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-build-isolation --no-deps -e .
	touch $@

analysis: $(READY) ## tables, notebooks and figures from the pages in seeds/
	$(BIN)/icesco run

test: $(READY) ## every test, and every notebook run again on a copy
	$(BIN)/python -m pytest
	rm -rf $(CHECK) && mkdir -p $(CHECK)/tests
	cp -r notebooks seeds figures $(CHECK)/ && cp -r tests/labelled/gold $(CHECK)/tests/
	$(BIN)/python -m pytest --nbval --nbval-current-env -p no:cacheprovider $(CHECK)/notebooks
	diff -r figures $(CHECK)/figures

test-browser: $(READY) ## notebooks and report in a real Chromium (installs Debian's chromium where it is missing)
	$(BIN)/python -m tests.browser.install_chromium
	$(BIN)/python -m pytest tests/browser

lint: $(READY) ## style of code and notebooks
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(READY) ## static types of the package
	$(BIN)/mypy

format: $(READY) ## put code and notebooks in the house's form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lab: $(READY) ## open JupyterLab on the first notebook
	$(BIN)/jupyter lab notebooks/01-corpus.ipynb

bench: $(READY) ## speed, as ratios measured in one run
	$(BIN)/python -m benchmarks.speed

floors: $(READY) ## raise the floors of accuracy to what is reached now (LOWER=1 may also lower them)
	$(BIN)/python -m tasks.floors $(if $(LOWER),--lower)

readme: $(READY) ## write the computed parts of the README
	$(BIN)/python -m tasks.readme

lock: ## resolve the locked versions anew
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --python-version 3.11.7 \
		pyproject.toml --group dev --output-file requirements.lock

clean: ## remove what the commands made, the environment too
	rm -rf $(VENV) .build tables .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
