"""A training step on one BLAS thread and on two."""

import functools

import pytest
from pairing import paired
from training_contenders import BATCHES, CASES, sgd

threadpoolctl = pytest.importorskip("threadpoolctl")


@functools.cache
def epoch(case):
    return sgd(CASES[case], "float32")


@paired(CASES, ["1 thread", "2 threads"])
def test_training_step(benchmark, round, case, contender):
    benchmark.group = "threads"
    benchmark.extra_info["steps"] = BATCHES
    with threadpoolctl.threadpool_limits(int(contender[0]), "blas"):
        benchmark.pedantic(epoch(case), rounds=3, iterations=CASES[case].epochs, warmup_rounds=1)
