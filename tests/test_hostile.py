"""Every submission of the bank through the real grader: its verdict, and nothing else happens."""

import contextlib
import ctypes
import functools
import json
import os
import re
import shutil
import site
import sys
import time
from collections import Counter
from pathlib import Path

import classroom
import hostile_table
import lesson_files
import numpy as np
import pytest
import warm
from engines import grade_class
from hostile_table import NAMES, ROOT, Hostile
from nbconvert.exporters import HTMLExporter
from nbgrader.server_extensions.formgrader import handlers
from sandboxes import need
from traitlets.config import PyFileConfigLoader

from bplib.course.checks import Code
from bplib.course.lessons import notebook_path
from bplib.course.registry import find, lesson_exercises
from bplib.grading.isolation import sandbox, server
from bplib.grading.isolation.sandbox import Limits
from bplib.grading.judging import run
from bplib.grading.judging.run import grade
from bplib.grading.judging.scores import Result

LESSON = "00_start_here"
MEGABYTE = 1 << 20
isolated = pytest.mark.usefixtures("sandboxed")
DIFFERENT = [(name, level) for name in NAMES for level in Hostile(name).at_level]
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


class Asked:
    """A finder that finds nothing and remembers which modules somebody wanted to import."""

    def __init__(self):
        self.names = []

    def find_spec(self, name, path=None, target=None):
        self.names.append(name)


@pytest.fixture
def asked(monkeypatch):
    finder = Asked()
    monkeypatch.setattr(sys, "meta_path", [finder, *sys.meta_path])
    return finder


@isolated
@pytest.mark.parametrize("name", NAMES)
def test_hostile(name, course, asked):
    """At the best level that works here."""
    attack(Hostile(name), sandbox.level(), course, asked)


@pytest.mark.parametrize(("name", "level"), DIFFERENT)
def test_hostile_where_the_verdict_is_another(name, level, course, asked, monkeypatch):
    need(level)
    monkeypatch.setattr(sandbox, "level", lambda: level)
    attack(Hostile(name), level, course, asked)


def attack(entry, level, course, asked):
    expected = entry.expected_at(level)
    data = entry.data(course)
    if level is sandbox.Level.WARM:
        server.server()  # stays for all
    limits = Limits(cell_seconds=entry.seconds, seconds=40, memory=1 << 30)
    adopt_orphans()
    before = contents(course), planted(), children()
    Path("/proc/self/clear_refs").write_text("5")  # the highest memory begins anew
    started_with = memory("VmRSS")
    graded = grade(entry.lesson, lesson(entry.lesson), data, 20261122, limits)
    taken = memory("VmHWM") - started_with

    scores = {score.exercise: score for score in graded.scores}
    assert graded.isolation in (level, "not run")
    found = {exercise: scores[exercise].result for exercise in expected}
    assert found == expected, {exercise: scores[exercise] for exercise in found}
    for score in graded.scores:
        assert score.points == (score.possible if score.result is Result.PASSED else 0)
    anywhere = {*entry.expected.values(), *entry.at_level.values()}
    assert bool(entry.honest) == (Result.PASSED in anywhere), "say why it passes"
    if entry.lesson == LESSON and not entry.others:
        rest = {name: str(s.result) for name, s in scores.items() if name not in expected}
        assert rest == dict.fromkeys(rest, "passed")

    assert [module for module in asked.names if "claimed" in module] == []
    assert taken < 700 * MEGABYTE
    assert (contents(course), planted()) == before[:2]
    for _ in range(1000):
        if children() <= before[2]:
            break
        time.sleep(0.01)  # the kernel takes a while to end all that was in a sandbox
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
    rows = {row.student: row for row in grade_class(tmp_path, ["0"])}
    assert rows.keys() == handed_in.keys()
    assert all(row.judged for row in rows.values()), rows
    for name, row in rows.items():
        assert row.possible == 3
        if name in ("aaa", "zzz") or Hostile(name).honest:
            assert row.points == 3 or Hostile(name).others, row
        else:
            assert row.points <= 2, row


DROWSY = f"""
import os
from bplib.grading.pages import apart
apart.PROGRAM, apart.LONGEST = "converters_that_sleep", 1.0
os.environ["PYTHONPATH"] = {str(ROOT / "tests")!r} + os.pathsep + os.environ.get("PYTHONPATH", "")
"""


def formgrader(folder, students):
    """Return the pages that Formgrader shows, made with its template and its exporter."""
    config = PyFileConfigLoader("nbgrader_config.py", path=str(folder)).load_config()
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    exporter, pages = HTMLExporter(config=config), {}
    for student in students:
        path = folder / "autograded" / student / LESSON / f"{LESSON}.ipynb"
        resources = {"notebook_id": LESSON, "index": 0, "total": 1}
        pages[student] = exporter.from_filename(str(path), resources=resources)[0]
    return pages


@isolated
def test_nobody_waits_for_a_bad_page(tmp_path):
    """Through `bplib grade`, `nbgrader autograde`, `generate_feedback` and Formgrader's page."""
    folder = classroom.course(tmp_path / "course")
    with (folder / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(DROWSY)
    students = [name for name in NAMES if Hostile(name).shown]
    assert len(students) >= 6
    for name in students:
        classroom.hand_in(folder, name, Hostile(name).data())
    classroom.hand_in(folder, "zzz")
    status, printed = classroom.grade(folder)
    assert status == 0, printed
    points = {
        name: 3 if name == "zzz" or Hostile(name).honest else 2 for name in [*students, "zzz"]
    }
    for name, earned in points.items():
        assert f"{name:{max(map(len, students))}}  {LESSON}     {earned}/3" in printed, printed
    assert "1 syntax error, 2 passed" in printed
    for command in ("autograde", "generate_feedback"):
        status, printed = warm.nbgrader(folder, command, LESSON, "--force")
        assert status == 0, printed
    shown = warm.call(formgrader, folder, list(points))
    for name, earned in points.items():
        feedback = folder / "feedback" / name / LESSON / f"{LESSON}.html"
        for page in (feedback.read_text(encoding="utf-8"), shown[name]):
            assert f"{earned} of 3 points" in page, name
            assert "Your first exercise" in page, name
            for words in Hostile(name).shown if name != "zzz" else ():
                assert words in page, (name, words)


# ---- answers that compute nothing ----------------------------------------------------------------


def outline(value):
    """Return what can be seen of inputs without computing: shapes, words, whole numbers."""
    if isinstance(value, np.ndarray):
        return value.shape
    if isinstance(value, dict):
        return {key: outline(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [outline(item) for item in value]
    return "a number" if isinstance(value, float) else value


def by_call(place, case):
    return place


def by_outline(place, case):
    return repr(outline(case.inputs))


@functools.lru_cache(maxsize=1)  # one exercise after another, each seen in both ways
def runs(name):
    """Return the cases and right values of sixty runs, the first forty and other twenty."""
    exercise = find(name)
    drawn = [exercise.inputs(seed) for seed in (*range(40), *range(100, 120))]
    return [list(zip(cases, exercise.expected(cases), strict=True)) for cases in drawn]


@pytest.mark.parametrize("seen", [by_call, by_outline])
@pytest.mark.parametrize("name", [e.name for group in lesson_exercises().values() for e in group])
def test_no_table_of_earlier_results_passes(name, seen):
    """Of what was right most often in forty runs, by the number of the call or by its inputs."""
    exercise = find(name)
    if not isinstance(exercise, Code):
        assert exercise.inputs(1) == exercise.inputs(2), "such an answer is a table, and may be"
        return
    tables = {}
    for cases in runs(name)[:40]:
        for place, (case, right) in enumerate(cases):
            tables.setdefault(seen(place, case), []).append(right)
    for key, values in tables.items():
        counts = Counter(map(repr, values))
        tables[key] = max(values, key=lambda value, counts=counts: counts[repr(value)])
    passed = 0
    for cases in runs(name)[40:]:
        passed += all(
            exercise.differs(tables.get(seen(place, case)), right) is None
            for place, (case, right) in enumerate(cases)
        )
    assert passed == 0
