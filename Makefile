# The one place of commands. `make` lists them.
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# Each process would rewrite the assertions of every test anew where Python is told to write no bytecode.
PYTEST := PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n auto --dist worksteal -p no:nbval -p no:anyio -p no:logging
CHECK := .build/check
LABELS := tests/test_floors.py tests/test_metamorphic.py

.DEFAULT_GOAL := help
.PHONY: help install analysis train test test-units test-labels test-notebooks test-browser harden mutants kernels lint types format \
	lab bench floors scores readme lock clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

install: $(READY) ## set up .venv with the locked versions

$(READY): requirements.lock pyproject.toml
	test -x $(BIN)/python || python3 -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-build-isolation --no-deps -e .
	$(BIN)/python -m compileall -q icesco_analysis # where Python is told to write no bytecode, each command would compile anew
	touch $@

analysis: $(READY) ## tables, notebooks and figures from the pages in seeds/
	$(BIN)/icesco run

test: $(READY) ## every test, and every notebook run again on a copy
	rm -rf $(CHECK)
	$(PYTEST)
	$(MAKE) --no-print-directory test-notebooks

test-units: $(READY) ## of these: the tests of the code, and the examples in its docstrings
	$(PYTEST) $(LABELS:%=--ignore=%)

test-labels: $(READY) ## of these: floors of accuracy, and the seeds in other clothes
	$(PYTEST) $(LABELS)

test-notebooks: $(READY) ## of these: every notebook run again, and what it drew compared as a reader sees it
	rm -rf $(CHECK)/notebooks $(CHECK)/seeds $(CHECK)/tests $(CHECK)/figures # topics fitted by this code are kept
	mkdir -p $(CHECK)/tests/labelled
	cp -r notebooks seeds $(CHECK)/ && cp -r tests/labelled/gold $(CHECK)/tests/labelled/
	$(BIN)/python -m pytest -p tests.warm_kernels --nbval --nbval-current-env -p no:cacheprovider $(CHECK)/notebooks
	$(BIN)/python -m tasks.pictures figures $(CHECK)/figures

harden: $(READY) kernels ## the same with many more trials, under other processors' kernels, and the table of promises (hours)
	$(PYTEST) --harden
	$(BIN)/python -m tasks.harden
	$(BIN)/python -m tasks.readme

mutants: $(READY) ## change one thing in a room at a time, and see whether a test notices (ROOM=dates, partners, stories, split)
	$(BIN)/python -m tasks.mutants $(ROOM)

kernels: $(READY) ## tables, notebooks and figures under other processors' kernels and other numbers of threads
	$(BIN)/python -m tasks.kernels

.PHONY: fuzz lowest newest audit-lock

fuzz: $(READY) ## ten minutes of atheris over a reader (READER=page, text, html, json, feed, mhtml, webarchive, source)
	$(BIN)/uv pip install --quiet --target .build/atheris atheris
	PYTHONPATH=.build/atheris $(BIN)/python -m tasks.fuzz $(or $(READER),page)

lowest: $(READY) ## the tests of the code with the oldest versions that pyproject.toml allows
	$(call test_with,lowest-direct)

newest: $(READY) ## the same with the newest
	$(call test_with,highest)

define test_with
	$(BIN)/uv venv --quiet --clear .build/$@
	$(BIN)/uv pip install --quiet --python .build/$@/bin/python --resolution $(1) --group dev -e .
	.build/$@/bin/python -m pytest -n auto -p no:cacheprovider $(LABELS:%=--ignore=%)
endef

audit-lock: $(READY) ## hold what is installed against the lock, and the lock against a database of known faults
	$(BIN)/uv pip check --python $(BIN)/python
	$(BIN)/uv pip install --dry-run --python $(BIN)/python --require-hashes -r requirements.lock
	$(BIN)/uvx --quiet pip-audit --strict --no-deps --disable-pip --requirement requirements.lock

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

bench: $(READY) ## speed, as ratios measured in one run: each command to an earlier commit, each step to a vectorizer
	$(BIN)/python -m benchmarks.before_after
	$(BIN)/python -m benchmarks.speed
	$(BIN)/python -m benchmarks.scale

floors: $(READY) ## raise the floors of accuracy to what is reached now (LOWER=1 may also lower them)
	$(BIN)/python -m tasks.floors $(if $(LOWER),--lower)

scores: $(READY) ## measure the accuracy that travels in the package
	$(BIN)/python -m tasks.scores

train: $(READY) ## learn the weights of roles, types and organisations from the labels anew (MORE="folder ..." adds labels)
	$(BIN)/python -m tasks.train $(if $(MORE),--more $(MORE))
	$(BIN)/python -m tasks.train_activities $(if $(MORE),--more $(MORE))
	$(BIN)/python -m tasks.train_organisations $(if $(MORE),--more $(MORE))

readme: $(READY) ## write the computed parts of README and CONTRIBUTING
	$(BIN)/python -m tasks.readme

lock: ## resolve the locked versions anew
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --python-version 3.11.7 \
		pyproject.toml --group dev --output-file requirements.lock

clean: ## remove what the commands made, the environment too
	rm -rf $(VENV) .build tables .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
