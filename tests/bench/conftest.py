"""What every benchmark shares: one BLAS thread, and a record that names no machine."""

import os
import sys
from pathlib import Path

import pytest

ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NPROC": "1",  # how many threads XLA makes
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false",
    "JAX_PLATFORMS": "cpu",
    "TQDM_DISABLE": "1",
}
os.environ.update(ONE_THREAD)
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # the tests' own helpers


@pytest.hookimpl(optionalhook=True)  # `make test` runs without pytest-benchmark
def pytest_benchmark_update_machine_info(config, machine_info):
    """Keep what a reader needs to judge the figures; leave out the name of the machine."""
    machine_info.pop("node", None)


@pytest.hookimpl(optionalhook=True)
def pytest_benchmark_generate_commit_info(config):
    return {}
