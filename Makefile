# `make lab` opens the course, `make test` checks everything; both set up .venv first.

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

# One BLAS thread: two make small nets slower and change the last digits.
export OPENBLAS_NUM_THREADS := 1
export OMP_NUM_THREADS := 1
export TQDM_MININTERVAL := 1

.PHONY: setup lab test types tests bench times build lock clean

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "bplib needs Python 3.11 or newer, this is " + sys.version.split()[0] + ": try make setup PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python -m compileall -q bplib .venv/lib > /dev/null || true
	@touch $(STAMP)

lab: setup
	$(BIN)/bplib lab

# The types are checked beside the tests, whose last ones leave a core free.
test: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(MAKE) -j2 types tests

types:
	$(BIN)/mypy

tests:
	TQDM_DISABLE=1 $(BIN)/python -m pytest tests solutions -n auto --dist loadscope --nbval \
		--nbval-current-env --nbval-cell-timeout=60 --nbval-sanitize-with=tests/sanitize.cfg \
		-p no:benchmark

# Every group in a process of its own; PYTHON_BENCH may be another environment that has the peers.
BENCH ?= $(wildcard tests/bench/bench_*.py)
PYTHON_BENCH ?= $(BIN)/python

bench: setup
	@mkdir -p .benchmarks
	@set -e; for file in $(BENCH); do \
		results=.benchmarks/$$(basename $$file .py).json; rm -f $$results; \
		$(PYTHON_BENCH) -m pytest $$file -o python_files='bench_*.py' -p no:cacheprovider \
			-W 'ignore:Not saving anything' --benchmark-quiet --benchmark-json=$$results; \
	done
	@$(PYTHON_BENCH) tests/bench/table.py

# Where the time of `make test` goes, into the same page.
times: setup
	@mkdir -p .benchmarks
	PYTEST_ADDOPTS=--junitxml=.benchmarks/tests.xml $(MAKE) tests
	@$(BIN)/python tests/bench/times.py

build: setup
	$(BIN)/bplib build

# Renews requirements.lock for every platform, with hashes and without addresses.
lock: setup
	$(PYTHON) -m venv .venv/lock
	.venv/lock/bin/python -m pip install --disable-pip-version-check -q uv
	.venv/lock/bin/uv pip compile -q pyproject.toml --extra dev -o requirements.lock --upgrade \
		--universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-emit-find-links --no-header

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis bplib.egg-info
