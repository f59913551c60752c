"""Grading a class: bplib's workers in their sandboxes, and nbgrader as it comes.

nbgrader grades six submissions in this process, without the start of a process and its imports;
bplib a hundred of the same kinds by one command, from its start to its last page. What is compared
is the time of one submission.
"""

import functools
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from pairing import paired, where_time_goes
from sample_class import ROOT, answered, only_the_first, perfect, slightly_off
from traitlets.config import PyFileConfigLoader

from bplib.course.lessons import find_lesson
from bplib.grading.gradebook import records
from bplib.grading.gradebook.register import handed_out, quiet_nbgrader, register
from bplib.grading.isolation import sandbox
from bplib.grading.job import Job, this_version
from bplib.grading.work import work

LESSONS = ("02", "05", "09")
WAYS = (perfect, perfect, slightly_off, only_the_first)
MANY, FEW = 100, 6
# The last commit whose `bplib grade` took one submission after another.
BEFORE = "b3424db"
RUN = Path(__file__).with_name("class_run.py")

pytestmark = [
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.skipif(sandbox.level() is sandbox.Level.LIMITS, reason="no sandbox here"),
]


def course(folder, lesson, count):
    """Make a course of one lesson, with a class that hands it in."""
    (folder / "lessons").mkdir(parents=True)
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    shutil.copytree(ROOT / "solutions" / lesson, folder / "solutions" / lesson)
    for number in range(count):
        place = folder / "submitted" / f"s{number:04}" / lesson
        place.mkdir(parents=True)
        (place / f"{lesson}.ipynb").write_bytes(answered(lesson, WAYS[number % len(WAYS)]))
    return folder


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    """A course for each lesson and contender."""
    made = {}
    for number in LESSONS:
        lesson = find_lesson(ROOT, number)
        for contender, count in COUNTS.items():
            folder = tmp_path_factory.mktemp("course") / "course"
            made[number, contender] = course(folder, lesson, count)
    return made


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    """The package as it was before."""
    folder = tmp_path_factory.mktemp("before")
    packed = subprocess.run(
        ["git", "archive", BEFORE, "bplib", "nbgrader_config.py"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
        archive.extractall(folder, filter="data")
    subprocess.run([sys.executable, "-m", "compileall", "-q", str(folder)], check=True)
    return folder


def nbgrader(folder, lesson):
    """Grade with nbgrader as it comes."""
    os.chdir(folder)
    config = PyFileConfigLoader("nbgrader_config.py", path=str(folder)).load_config()
    stock = config.copy()
    stock.pop("Autograde")
    where = CourseDirectory(config=stock, root=str(folder), assignment_id=lesson)
    records.make_gradebook(where)
    register(config, where, lesson)

    def run():
        with quiet_nbgrader():
            Autograde(coursedir=where, config=stock, force=True).start()

    return run


def command(folder, lesson, workers):
    """Grade with `bplib grade`'s own work in a process of its own; return what it measured."""

    def run():
        done = subprocess.run(
            [sys.executable, str(RUN), str(folder), lesson, str(workers)],
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            check=True,
        )
        return json.loads(done.stdout)

    return run


def one_after_another(folder, lesson, package):
    """Grade with the command as it was before."""
    shutil.copy(package / "nbgrader_config.py", folder)

    def run():
        subprocess.run(
            [sys.executable, "-m", "bplib", "grade", "--force", lesson],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(package)},
            stdout=subprocess.DEVNULL,
            check=True,
        )

    return run


COUNTS = {
    "nbgrader": FEW,
    "before": 2 * FEW,
    "bplib, one worker": MANY,
    "bplib": MANY,
    "bplib, one submission": 1,
}


@paired(LESSONS, COUNTS, rounds=3)
def test_a_class(benchmark, places, before, round, case, contender):
    benchmark.group = "grading"
    lesson, folder = find_lesson(ROOT, case), places[case, contender]
    ways = {
        "nbgrader": functools.partial(nbgrader, folder, lesson),
        "before": functools.partial(one_after_another, folder, lesson, before),
        "bplib, one worker": functools.partial(command, folder, lesson, 1),
        "bplib": functools.partial(command, folder, lesson, 2),
        "bplib, one submission": functools.partial(command, folder, lesson, 1),
    }
    benchmark.extra_info["steps"] = COUNTS[contender]
    found = benchmark.pedantic(ways[contender](), rounds=1)
    if contender.startswith("bplib"):
        benchmark.extra_info["found"] = found


def test_where_the_time_of_a_submission_goes(benchmark):
    benchmark.group = "grading"
    lesson = find_lesson(ROOT, LESSONS[1])
    job = Job(
        lesson,
        json.dumps(handed_out(ROOT, lesson)),
        answered(lesson, perfect),
        seed=1,
        version=this_version(),
    )
    benchmark.extra_info["where"] = where_time_goes(lambda: work(job))
    benchmark.pedantic(work, (job,), rounds=5)
