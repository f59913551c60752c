"""Grading one submission: bplib in a sandbox, and nbgrader as it comes, in the same process."""

import functools
import os

import pytest
from classroom import LESSON, course, hand_in
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from pairing import paired, where_time_goes
from traitlets.config import PyFileConfigLoader

from bplib.grading.gradebook import batch, records
from bplib.grading.isolation import sandbox

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def classes(tmp_path_factory):
    """A course for each grader, with one submission and a gradebook that knows the lesson."""
    made = {}
    before = os.getcwd()
    for contender in GRADERS:
        root = course(tmp_path_factory.mktemp("course") / "course")
        os.chdir(root)
        hand_in(root, "ada")
        config = PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
        coursedir = CourseDirectory(config=config, root=str(root))
        records.make_gradebook(coursedir)
        batch.register(config, coursedir, LESSON)
        made[contender] = root, config
    yield made
    os.chdir(before)


def bplib(root, config):
    failure = batch.grade_one(root, config, "ada", LESSON)
    assert not failure, failure


def nbgrader(root, config):
    stock = config.copy()
    stock.pop("Autograde")
    where = CourseDirectory(config=stock, root=str(root), assignment_id=LESSON, student_id="ada")
    with batch.quiet_nbgrader():
        Autograde(coursedir=where, config=stock, force=True).start()


GRADERS = {"nbgrader": nbgrader, "bplib": bplib}


@pytest.mark.skipif(sandbox.level() is sandbox.Level.LIMITS, reason="there is no sandbox here")
@paired([LESSON], GRADERS, rounds=5)
def test_one_submission(benchmark, classes, round, case, contender):
    benchmark.group = "grading"
    root, config = classes[contender]
    os.chdir(root)
    work = functools.partial(GRADERS[contender], root, config)
    if contender == "bplib" and round == 0:
        benchmark.extra_info["where"] = where_time_goes(work)
    benchmark.pedantic(work, rounds=1, warmup_rounds=int(round == 0))
