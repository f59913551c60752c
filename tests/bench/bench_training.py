"""A training step: bplib against the matrix products alone and against other libraries."""

import functools

import pytest
from pairing import paired, where_time_goes
from training_contenders import BATCHES, CASES, CONTENDERS, MODULES


@functools.cache
def epoch(case, contender, dtype):
    return CONTENDERS[contender](CASES[case], dtype)


@pytest.fixture(scope="module", autouse=True)
def _forgotten():
    yield
    epoch.cache_clear()


@paired(CASES, CONTENDERS)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_training_step(benchmark, round, case, contender, dtype):
    benchmark.group = "training"
    if contender in MODULES:
        pytest.importorskip(MODULES[contender])
    run, repeats = epoch(case, contender, dtype), CASES[case].epochs
    if contender == "bplib" and round == 0:
        benchmark.extra_info["where"] = where_time_goes(run)
    benchmark.extra_info["steps"] = BATCHES
    benchmark.pedantic(run, rounds=3, iterations=repeats, warmup_rounds=1)
