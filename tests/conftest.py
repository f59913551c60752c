"""What every test shares: the course's folder, a quiet, single-threaded environment, a sandbox."""

import functools
import os
from pathlib import Path

import hypothesis
import platformdirs
import pytest

hypothesis.settings.register_profile("no clock", deadline=None)
hypothesis.settings.load_profile("no clock")

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("TQDM_DISABLE", "1")

# By their seconds: the longest first, so that no process is left alone with one at the end.
LONGEST = (
    *("test_class", "test_workers", "test_hostile", "test_forkserver", "test_engines"),
    *("test_grading", "test_course", "test_exercises"),
    *(
        "test_check_runs",
        "test_selfcheck",
        "test_instructor_path",
        "test_exchange",
        "test_readme",
        "test_pages",
    ),
)


def pytest_xdist_auto_num_workers(config):
    """One process more than there are cores: now and then each waits for a limit of time."""
    cores = getattr(os, "sched_getaffinity", lambda _: range(os.cpu_count() or 1))(0)
    return len(cores) + 1


def pytest_collection_modifyitems(items):
    """Begin with the longest modules; the notebooks come last."""
    place = {name: k for k, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path.stem, len(LONGEST)))


@pytest.fixture(scope="session")
def root():
    return Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory, monkeypatch):
    """What a test remembers is neither the user's nor another test's."""
    monkeypatch.setattr(platformdirs, "user_cache_path", functools.cache(tmp_path_factory.mktemp))


@pytest.fixture(scope="session")
def sandboxed():
    """There is a sandbox, of whatever level."""
    import sandboxes

    sandboxes.need_any()
