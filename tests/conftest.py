"""What every test shares: the course's folder, a quiet, single-threaded environment, a sandbox."""

import os
from pathlib import Path

import pytest

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("TQDM_DISABLE", "1")


@pytest.fixture(scope="session")
def root():
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def sandboxed():
    """There is a sandbox, of whatever level."""
    import sandboxes

    sandboxes.need_any()
