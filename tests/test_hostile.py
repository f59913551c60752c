"""Every submission of the bank through the real grader: its verdict, and nothing else happens."""

import contextlib
import ctypes
import functools
import json
import os
import re
import shutil
import site
import time
from pathlib import Path

import hostile_table
import lesson_files
import pytest
from hostile_table import NAMES, ROOT, Hostile

from bplib.course.lessons import notebook_path
from bplib.grading.gradebook import batch
from bplib.grading.isolation import sandbox
from bplib.grading.isolation.sandbox import Limits
from bplib.grading.judging import run
from bplib.grading.judging.run import grade
from bplib.grading.judging.scores import Result

LESSON = "00_start_here"
MEGABYTE = 1 << 20
isolated = pytest.mark.skipif(
    sandbox.level() == "limits only", reason="this machine has no sandbox, so no promise to keep"
)
PLANTED = re.compile(
    r"(site|user)customize\.py|IPython\.py|first\.pth|file\d+|link\d+|hole|page|evaluated"
)


@functools.cache
def lesson(name):
    return lesson_files.lesson(ROOT, name)


@functools.cache
def adopt_orphans():
    """Have every process whose parent ends become this one's child, whatever it calls itself."""
    assert ctypes.CDLL(None, use_errno=True).prctl(36, 1, 0, 0, 0) == 0  # PR_SET_CHILD_SUBREAPER


def children():
    """Return this process's living children; children that have ended are buried."""
    found = set()
    for thread in Path("/proc/self/task").iterdir():
        with contextlib.suppress(OSError):
            found |= set(map(int, (thread / "children").read_text().split()))
    living = set()
    for child in found:
        state = "X"
        with contextlib.suppress(OSError):
            state = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[0]
        if state in "ZX":
            with contextlib.suppress(ChildProcessError):
                os.waitpid(child, os.WNOHANG)
        else:
            living.add(child)
    return living


def memory(line):
    """Return a number of bytes from this process's status: VmRSS now, VmHWM at its highest."""
    text = Path("/proc/self/status").read_text()
    return int(re.search(rf"{line}:\s+(\d+) kB", text)[1]) << 10


def contents(folder):
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def planted():
    """Return files of the names that the bank writes, in the places where they would do harm."""
    places = [Path.cwd(), ROOT, Path.home(), Path("/tmp"), Path(site.getusersitepackages())]
    return [
        place / name
        for place in places
        if place.is_dir()
        for name in os.listdir(place)
        if PLANTED.fullmatch(name)
    ]


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A folder with what a submission would like to read or change."""
    for name in ("gradebook.db", "solutions/00_start_here/00_start_here.ipynb"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("CANARY")
    monkeypatch.setenv("CANARY", "a secret of the grader")
    return tmp_path


@isolated
@pytest.mark.parametrize("name", NAMES)
def test_hostile(name, course):
    entry = Hostile(name)
    data = entry.data(course)
    limits = Limits(cell_seconds=entry.seconds, seconds=40, memory=1 << 30)
    adopt_orphans()
    before = contents(course), planted(), children()
    Path("/proc/self/clear_refs").write_text("5")  # the highest memory begins anew
    started_with = memory("VmRSS")
    graded = grade(entry.lesson, lesson(entry.lesson), data, 20261122, limits)
    taken = memory("VmHWM") - started_with

    scores = {score.exercise: score for score in graded.scores}
    found = {exercise: scores[exercise].result for exercise in entry.expected}
    assert found == entry.expected, {exercise: scores[exercise] for exercise in found}
    for score in graded.scores:
        assert score.points == (score.possible if score.result is Result.PASSED else 0)
    assert bool(entry.honest) == (Result.PASSED in entry.expected.values()), "say why it passes"
    if entry.lesson == LESSON and not entry.others:
        rest = {name: str(s.result) for name, s in scores.items() if name not in entry.expected}
        assert rest == dict.fromkeys(rest, "passed")

    assert taken < 700 * MEGABYTE
    assert (contents(course), planted()) == before[:2]
    for _ in range(100):
        if children() <= before[2]:
            break
        time.sleep(0.1)  # the kernel takes a while to end all that was in a sandbox
    assert children() <= before[2]
    said = json.dumps(graded.data(), ensure_ascii=False)
    said.encode()  # fails for halves of characters, which no page could hold
    assert len(said) < 2 * run.MAX_OUTPUTS


def test_the_bank_covers_every_verdict():
    bank = [Hostile(name) for name in NAMES]
    assert len(bank) >= 80
    seen = {result for entry in bank for result in entry.expected.values()}
    assert seen == set(Result) - {Result.INTERNAL}, "a verdict that no file shows"


def test_the_table_of_the_bank_is_up_to_date():
    assert hostile_table.PAGE.read_text(encoding="utf-8") == hostile_table.page(), (
        "run `python tests/hostile_table.py`"
    )


def test_a_fault_of_the_grader_is_an_internal_error(monkeypatch):
    """Neither a zero nor the submission's fault: even the reference fails then."""

    def broken(*_):
        raise ZeroDivisionError("the judge is broken")

    monkeypatch.setattr(run, "judge", broken)
    data = notebook_path(ROOT, "solutions", LESSON).read_bytes()
    graded = grade(LESSON, lesson(LESSON), data, 1)
    assert {score.result for score in graded.scores} == {Result.INTERNAL}
    assert "the judge is broken" in graded.scores[0].reason


WORST = (
    *("file_empty", "file_of_many_values", "cut_off", "cells_twice", "metadata_garbled"),
    *("half_characters", "forged_outputs", "forged_text", "sitecustomize_planted", "magic_reset"),
)


@isolated
def test_nobody_else_is_affected(tmp_path):
    """Two honest students and the worst of the bank between them, graded as a class."""
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    (tmp_path / "lessons").mkdir()
    honest = notebook_path(ROOT, "solutions", LESSON).read_bytes()
    handed_in = {"aaa": honest, "zzz": honest} | {name: Hostile(name).data() for name in WORST}
    for place, data in {"solutions": honest, **handed_in}.items():
        folder = tmp_path / ("" if place == "solutions" else "submitted") / place / LESSON
        folder.mkdir(parents=True)
        (folder / f"{LESSON}.ipynb").write_bytes(data)
    rows = {row.student: row for row in batch.grade_class(tmp_path, ["0"])}
    assert rows.keys() == handed_in.keys()
    assert all(row.judged for row in rows.values()), rows
    for name, row in rows.items():
        assert row.possible == 3
        if name in ("aaa", "zzz") or Hostile(name).honest:
            assert row.points == 3 or Hostile(name).others, row
        else:
            assert row.points <= 2, row
