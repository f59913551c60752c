# `make help` lists what there is; everything sets up .venv first, quietly, with a log in it.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
STAMP := .venv/.installed

# One BLAS thread: two make small nets slower and change the last digits.
export OPENBLAS_NUM_THREADS := 1
export OMP_NUM_THREADS := 1
export TQDM_MININTERVAL := 1

.PHONY: help setup lab test first types tests bench many simulate times build site wheel lock clean \
	test-processors test-slips test-perturbed test-browser test-hub test-wheel \
	test-locked test-newest test-oldest

help: ## this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 24

setup: $(STAMP) ## install everything into .venv

# What a learner needs is half of what a developer needs.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -m bplib setup

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -m bplib setup --dev

lab: $(READY) ## open your own copy of the course in JupyterLab
	@$(BIN)/bplib lab

# The types are checked beside the tests, which now and then wait and leave a core free.
test: setup first ## check everything, as continuous integration does
	$(MAKE) -j2 types tests

# What is quickest to know; .pre-commit-config.yaml runs it too.
first: setup ## lint, format and import rules only
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports --no-logo

types: ## check the types
	$(BIN)/mypy

TESTS ?= tests solutions

tests: ## run the tests, the doctests and the lessons
	TQDM_DISABLE=1 $(BIN)/python -m pytest $(TESTS) -n auto --dist loadscope --no-loadscope-reorder --nbval \
		--nbval-current-env --nbval-cell-timeout=60 --nbval-sanitize-with=tests/sanitize.cfg \
		-p no:benchmark

# RECORD=--record keeps what was run in tests/ran.json and renews README's table.
RECORD ?=

test-processors: setup ## run the lessons as other processors would
	$(BIN)/python tests/processors.py $(RECORD)

test-slips: setup ## prove on 200 seeds that no verdict is luck, and name all pairs of mistakes
	TQDM_DISABLE=1 $(BIN)/python -m pytest tests/every_answer.py -n auto -p no:benchmark
	$(BIN)/python tests/every_slip.py $(RECORD)

test-perturbed: setup ## run the lessons with last digits changed at random
	$(BIN)/python tests/perturb.py $(RECORD)

# Parts by name: make test-browser ONLY="learner lessons"
ONLY ?=

test-browser: setup ## use JupyterLab, Formgrader and the site in Chromium
	$(BIN)/python tests/browser $(if $(ONLY),--only $(ONLY)) $(RECORD)

# As root: it makes three system users, and removes them.
test-hub: setup ## make the whole round on a JupyterHub, by commands and by buttons
	$(BIN)/python tests/hub $(RECORD)

# Each in a temporary environment, of the interpreter PYTHON; the lock's are those of `make test`.
test-locked test-newest test-oldest: test-%:
	$(PYTHON) tests/versions.py $* --python $(PYTHON) $(RECORD) $(TESTS)

test-locked: ## run the tests with the locked versions, in an environment of its own
test-newest: ## run the tests with the newest versions that pyproject.toml allows
test-oldest: ## run the tests with the oldest versions that pyproject.toml allows

# Every group in a process of its own; PYTHON_BENCH may be another environment that has the peers.
BENCH ?= $(wildcard tests/bench/bench_*.py)
PYTHON_BENCH ?= $(BIN)/python

bench: setup ## measure everything that has a goal (about 20 minutes)
	@mkdir -p .benchmarks
	@set -e; for file in $(BENCH); do \
		results=.benchmarks/$$(basename $$file .py).json; rm -f $$results; \
		$(PYTHON_BENCH) -m pytest $$file -o python_files='bench_*.py' -p no:cacheprovider \
			-W 'ignore:Not saving anything' --benchmark-quiet --benchmark-json=$$results; \
	done
	@$(PYTHON_BENCH) tests/bench/table.py

# What grading costs on many machines: measured (ten minutes), and the simulation fed with it.
many: setup ## measure what the simulation of many machines is fed with
	$(BIN)/python tests/bench/many.py --flat

simulate: setup ## write the simulation of many machines into bplib/grading/MANY.md
	cd tests/bench && ../../$(BIN)/python simulate.py

# Where the time of `make test` goes, into the same page.
times: setup ## say where the time of the tests goes
	@mkdir -p .benchmarks
	PYTEST_ADDOPTS=--junitxml=.benchmarks/tests.xml $(MAKE) tests
	@$(BIN)/python tests/bench/times.py

build: setup ## regenerate the lessons from the solutions
	$(BIN)/bplib build

# Asks nothing of the network; the last line looks at every page.
site: setup ## build the course as a site into .site/html
	$(BIN)/python -m bplib.course.site
	$(BIN)/python tests/site_pages.py .site/html

# The wheel holds the lessons, one of its own the solutions.
wheel: setup ## build the wheels into dist/
	$(BIN)/python tests/wheels.py build dist

# Each gets an empty environment outside of the clone; all that are found where none is named.
PYTHONS ?=

test-wheel: setup ## install the wheel with PYTHONS, or all there are, and use the course there
	$(BIN)/python tests/wheels.py try $(PYTHONS)

# Renews requirements.lock for every platform, with hashes and without addresses.
lock: setup ## renew requirements.lock
	$(PYTHON) -m venv .venv/lock
	.venv/lock/bin/python -m pip install --disable-pip-version-check -q uv
	.venv/lock/bin/uv pip compile -q pyproject.toml --extra dev -o requirements.lock --upgrade \
		--universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-emit-find-links --no-header

clean: ## remove .venv and all caches
	rm -rf .venv .import_linter_cache .pytest_cache .mypy_cache .ruff_cache .hypothesis .site .browser build dist *.egg-info
