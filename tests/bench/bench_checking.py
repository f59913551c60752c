"""All lessons by `bplib check`: as it is, and as it was when each lesson began from nothing.

Both run the notebooks of that time, untouched ones and solved ones, and must find the same points.
As it is, those that nobody has written in run only where they are told to, by `--again`.
"""

import io
import os
import re
import subprocess
import sys
import tarfile

import pytest
from pairing import paired
from sample_class import ROOT

# The last commit whose `bplib check` ran one lesson after another, each by a fresh pytest.
BEFORE = "36bafb3"
FOLDERS = {"untouched": "lessons", "solved": "solutions"}
CONTENDERS = {"before": [], "bplib": ["--again"], "bplib, nothing changed": []}
TOTAL = re.compile(r"lessons: (\S+) points")


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    """The course as it was before."""
    folder = tmp_path_factory.mktemp("before")
    packed = subprocess.run(
        ["git", "archive", BEFORE, "bplib", *FOLDERS.values()],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
        archive.extractall(folder, filter="data")
    subprocess.run([sys.executable, "-m", "compileall", "-q", str(folder / "bplib")], check=True)
    return folder


@pytest.fixture(scope="module")
def check(before, tmp_path_factory):
    """Check all notebooks of a case with one of the contenders; return the points."""
    cache = tmp_path_factory.mktemp("cache")

    def run(case, contender):
        paths = sorted(map(str, (before / FOLDERS[case]).glob("*/[0-2][0-9]_*.ipynb")))
        package = before if contender == "before" else ROOT
        done = subprocess.run(
            [sys.executable, "-P", "-m", "bplib", "check", *CONTENDERS[contender], *paths],
            cwd=before,
            env={**os.environ, "PYTHONPATH": str(package), "XDG_CACHE_HOME": str(cache)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode in (0, 1), done.stderr
        as_before = done.stdout.count("  as before\n")
        assert as_before == (len(paths) if contender == "bplib, nothing changed" else 0)
        return TOTAL.search(done.stdout)[1]

    # it makes a list of fonts there, once
    draws = [sys.executable, "-c", "import matplotlib.pyplot"]
    subprocess.run(draws, env={**os.environ, "XDG_CACHE_HOME": str(cache)}, check=True)
    return run


@pytest.fixture(scope="module")
def points():
    return {}


@paired(FOLDERS, CONTENDERS, rounds=2)
def test_all_lessons(benchmark, check, points, round, case, contender):
    benchmark.group = "checking"
    found = benchmark.pedantic(check, (case, contender), rounds=1)
    assert points.setdefault(case, found) == found
