"""The grader: judged outside, run inside a sandbox, fail closed; submissions as they come."""

import copy
import functools
import itertools
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import get_args

import lesson_files
import nbformat
import pytest
from per_lesson import LESSONS

from bplib.course import notebooks, reading
from bplib.course.borrowed import own_calls
from bplib.course.checks import Code
from bplib.course.checks.data import CallOutcome
from bplib.course.lessons import notebook_path
from bplib.course.registry import lesson_exercises
from bplib.grading.isolation import wire
from bplib.grading.isolation.sandbox import Limits
from bplib.grading.judging import reply as replies
from bplib.grading.judging.run import grade
from bplib.grading.judging.scores import Result
from bplib.grading.reading.needed import (
    MAX_SOURCE,
    MAX_SOURCES,
    names_of,
    needed_cells,
    read_cells,
)
from bplib.grading.reading.submission import Unreadable, asked_names, match, parse

ROOT = Path(__file__).resolve().parent.parent
LESSON = "00_start_here"
QUICK = Limits(cell_seconds=3, seconds=20, memory=1 << 30)
isolated = pytest.mark.usefixtures("sandboxed")


@functools.cache
def lesson(name=LESSON):
    return lesson_files.lesson(ROOT, name)


def solved(change=None):
    """Return the solution of lesson 00 as bytes, changed by ``change(notebook)``."""
    notebook = notebooks.read(notebook_path(ROOT, "solutions", LESSON))
    if change:
        change(notebook)
    return json.dumps(notebook).encode()


def answering(source, cell_id="double_answer"):
    def change(notebook):
        at(notebook, cell_id).source = source

    return solved(change)


def at(notebook, cell_id):
    return next(cell for cell in notebook.cells if cell.id == cell_id)


def results(data, limits=QUICK, seed=7):
    graded = grade(LESSON, lesson(), data, seed, limits)
    return {score.exercise: score for score in graded.scores}


# ---- right answers -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LESSONS)
def test_every_solution_earns_all_its_points(name):
    data = notebook_path(ROOT, "solutions", name).read_bytes()
    graded = grade(name, lesson(name), data, 20261122)
    assert {s.exercise: str(s.result) for s in graded.scores if s.result != "passed"} == {}
    assert graded.points == sum(score.possible for score in graded.scores) > 0


def test_the_same_bytes_and_seed_give_the_same_scores():
    first, second = (results(answering("def double(x): return x + 2")) for _ in range(2))
    assert first["double"].verdict == second["double"].verdict
    other = results(answering("def double(x): return x + 2"), seed=8)
    assert first["double"].seed != other["double"].seed


@pytest.mark.parametrize(
    "source",
    [
        "import warnings\ndef double(x):\n    warnings.warn('careful')\n    return 2 * x",
        "import sys\ndef double(x):\n    print('so', file=sys.stderr)\n    return x + x",
        "def double(x: float) -> float:\n    return 2 * x",
        "def wrong(x): return x\ndouble = wrong\ndef double(x): return np.add(x, x)",
        "double = lambda x: np.float32(2) * x",
        "class Twice:\n    __slots__ = ()\n    def __call__(self, x): return 2 * x\n"
        "double = Twice()",
        "%matplotlib inline\ndef double(x): return 2 * x",
        "import sys\ndef double(x):\n    with sys.stdout as out: print('so', file=out)\n"
        "    return 2 * x",
        "import sys\nword = 'double'.encode(sys.stdout.encoding)\ndef double(x): return 2 * x",
        "def double(x):\n    np.seterr(all='raise')\n    return 2 * x",
    ],
)
def test_a_right_answer_is_right_in_any_dress(source):
    assert results(answering(source))["double"].result is Result.PASSED


# ---- hostile answers -----------------------------------------------------------------------------


@isolated
@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def double(x):\n    while True: pass", Result.TIME),
        ("def double(x): return 'x' * 30_000_000", Result.OUTPUT),
        ("import os\ndef double(x): os._exit(0)", Result.DIED),
        # its parent is the sandbox's own first process, which nothing inside can end
        ("import os\ndef double(x): os.kill(os.getppid(), 9)", Result.WRONG_TYPE),
        ("def double(x): return bytearray(3 << 30)", Result.MEMORY),
        ("import os\ndef double(x): return os.fork() or 2 * x", Result.EXCEPTION),
        ("def double(x): return open('/etc/passwd').read()", Result.EXCEPTION),
        ("from bplib.course.exercises.lesson_00_start_here import double", Result.NOT_ATTEMPTED),
        ("class double(float):\n    __eq__ = lambda *_: True", Result.WRONG),
        (
            "import bplib.course.checks.calling as c\ndef double(x): return 2 * x\n"
            "c.collect = lambda *_: [{'outcome': 'passed'}]",
            Result.PASSED,  # a patched caller is harmless: the answer is right
        ),
        (
            "import bplib.grading.isolation.wire as w, json, os\n"
            "real = w.send\n"
            "w.send = lambda fd, m: real(fd, {'results': [{'outcome': 'returned'}] * 9})\n"
            "def double(x): return 0",
            Result.WRONG,  # the shell holds the sender by its own name
        ),
    ],
)
def test_no_answer_earns_what_it_does_not_deserve(source, expected):
    scores = results(answering(source))
    assert scores["double"].result is expected, scores["double"]
    assert scores["double"].points == (1 if expected is Result.PASSED else 0)


@isolated
def test_a_dead_answer_costs_its_own_exercise_only():
    scores = results(answering("import os\ndef double(x): os._exit(1)"))
    assert scores["double"].result is Result.DIED
    assert scores["first_numbers"].result is Result.PASSED
    assert scores["first_expression"].result is Result.PASSED


# ---- submissions as they come --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"\x00\xff\xfe" * 40, "not text"),
        (b"not json", "not JSON"),
        (b"[1, 2]", "no cells"),
        (b'{"cells": []}', "no cell that can be read"),
        (b"{" * 100_000, "not JSON"),
    ],
)
def test_what_is_no_notebook_gets_a_row_that_says_why(data, reason):
    with pytest.raises(Unreadable, match=reason):
        parse(data)
    scores = results(data)
    assert {score.result for score in scores.values()} == {Result.UNREADABLE}
    assert all(score.points == 0 for score in scores.values())


def strip_metadata(notebook):
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({})


def forget_ids(notebook):
    for number, cell in enumerate(notebook.cells):
        cell.id = f"x{number}"


def forget_everything(notebook):
    strip_metadata(notebook)
    forget_ids(notebook)


def delete_checks(notebook):
    notebook.cells = [c for c in notebook.cells if not c.metadata.get("nbgrader", {}).get("grade")]


def edit_checks(notebook):
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade"):
            cell.source = "pass"
            cell.metadata.nbgrader.points = 100


def preset_outputs(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [nbformat.v4.new_output("stream", text="passed")]


def repeat_cells(notebook):
    notebook.cells += [nbformat.from_dict(dict(cell)) for cell in notebook.cells]


def merge_into_the_cell_above(notebook):
    """Merge the answer into a cell of the lesson, whose id remains."""
    answer = at(notebook, "first_expression_answer")
    notebook.cells.remove(answer)
    at(notebook, "symbol").source += f"\n{answer.source}"


def move_into_a_cell_of_the_lesson(notebook):
    answer, place = at(notebook, "double_answer"), at(notebook, "self-check")
    answer.source, place.source = "", answer.source


def copy_the_answer_and_make_it_wrong(notebook):
    """Copy a cell, as JupyterLab does, with its metadata and under a new id."""
    copied = nbformat.from_dict(dict(at(notebook, "double_answer")))
    copied.id, copied.source = "copied", "def double(x):\n    return x * x"
    notebook.cells.append(copied)


def change_what_a_cell_of_the_lesson_does(notebook):
    at(notebook, "self-check").source = "from math import *\nfrom numpy import *"
    at(notebook, "double_answer").source = "def double(x):\n    return multiply(x, 2)"


@pytest.mark.parametrize(
    "change",
    [
        *(strip_metadata, forget_ids, forget_everything, delete_checks),
        *(edit_checks, preset_outputs, repeat_cells),
        *(merge_into_the_cell_above, move_into_a_cell_of_the_lesson),
        *(copy_the_answer_and_make_it_wrong, change_what_a_cell_of_the_lesson_does),
    ],
)
def test_answers_are_found_again(change):
    scores = results(solved(change))
    assert {name: str(score.result) for name, score in scores.items()} == dict.fromkeys(
        scores, "passed"
    )
    assert [score.points for score in scores.values()] == [1, 1, 1]


def test_old_marked_and_foreign_files_are_read():
    notebook = json.loads(solved())
    old = nbformat.convert(nbformat.reads(json.dumps(notebook), as_version=4), 3)
    marked = b"\xef\xbb\xbf" + json.dumps(notebook).replace("\\n", "\\r\\n").encode()
    notebook["metadata"]["kernelspec"] = {"name": "ir", "language": "R"}
    for data in (nbformat.writes(old, 3).encode(), marked, json.dumps(notebook).encode()):
        assert {score.result for score in results(data).values()} == {Result.PASSED}


def test_a_deleted_answer_is_missing_and_the_rest_is_graded():
    def delete(notebook):
        notebook.cells = [cell for cell in notebook.cells if cell.id != "double_answer"]

    scores = results(solved(delete))
    assert scores["double"].result is Result.MISSING
    assert scores["first_numbers"].result is Result.PASSED


def test_a_learners_own_cells_are_run_and_kept():
    def move_into_a_helper(notebook):
        place = next(k for k, cell in enumerate(notebook.cells) if cell.id == "double_answer")
        notebook.cells[place].source = "def double(x): return helper(x)"
        notebook.cells.insert(place, nbformat.v4.new_code_cell("def helper(x): return 2 * x"))

    data = solved(move_into_a_helper)
    assert results(data)["double"].result is Result.PASSED
    page = match(lesson(), parse(data)).page
    assert "def helper(x): return 2 * x" in [cell.source for cell in page]


def with_own_cells(notebook):
    """Write something into every answer, and cells of one's own before and behind each."""
    cells = []
    for cell in notebook.cells:
        if cell.id.endswith("_answer"):
            cell.source += f"\n# by hand: {cell.id}"
            first = nbformat.v4.new_code_cell(f"before = '{cell.id}'")
            second = nbformat.v4.new_code_cell("before += '!'")
            text = nbformat.v4.new_markdown_cell(f"How I did {cell.id}.")
            cells += [first, second, cell, text]
        else:
            cells.append(cell)
    notebook.cells = cells


@pytest.mark.parametrize("name", LESSONS)
def test_a_page_shows_what_was_handed_in_in_its_order(name):
    notebook = notebooks.read(notebook_path(ROOT, "solutions", name))
    with_own_cells(notebook)
    found = match(lesson(name), parse(json.dumps(notebook).encode()))
    assert [cell.source for cell in found.page] == [cell.source for cell in notebook.cells]
    answers = [cell.source for cell in notebook.cells if cell.id.endswith("_answer")]
    assert [cell.source for cell in found.cells if cell.role == "answer"] == answers


def test_what_is_passed_over_in_outputs_has_a_bound(monkeypatch):
    with pytest.raises(Unreadable, match="too much in the notebook's outputs"):
        reading.without_outputs(b'{"outputs": [], ' * 10_001)
    for inside in (b'"]"', b'"]", [1]', b'"a \\"] b"', b'"\\\\"'):
        rest = b'], "a": "]"'
        assert reading.without_outputs(b'"outputs": [' + inside + rest) == b'"outputs": [' + rest

    class Endless:
        def finditer(self, data, _):
            yield from itertools.repeat(re.compile(rb"\[").search(data), 1_000)
            raise AssertionError("a thousand parts were looked at")

    monkeypatch.setattr(reading, "_PASSED", Endless())
    monkeypatch.setattr(reading, "MAX_PASSED", 100)
    with pytest.raises(Unreadable, match="too much in the notebook's outputs"):
        reading.without_outputs(b'"outputs": [')


PNG = "iVBORw0KGgo="


def test_pasted_pictures_stay_with_their_text_within_bounds():
    large = "iVBO" * 700_000
    pasted = {
        "a": {"image/png": PNG},
        "b": {"image/png": "no base64"},
        "c": {"image/png": "iVBO" * 1_000_000},
        "d": {"text/html": "<script>owned()</script>"},
        **{f"e{number}": {"image/jpeg": large} for number in range(4)},
    }

    def paste(notebook):
        own = nbformat.v4.new_markdown_cell("![a](attachment:a)", attachments=pasted)
        notebook.cells.insert(0, own)
        at(notebook, "recap").attachments = {"a": pasted["a"]}
        at(notebook, "double_answer").attachments = {"a": pasted["a"]}

    page = match(lesson(), parse(solved(paste))).page
    assert list(page[0].attachments) == ["a", "e0", "e1", "e2"]  # of 9,000,000 characters
    assert page[0].attachments["a"] == {"image/png": PNG}
    assert at(page_of(page), "recap").attachments == {"a": pasted["a"]}
    assert "attachments" not in at(page_of(page), "double_answer")


def page_of(cells):
    return nbformat.v4.new_notebook(cells=cells)


@isolated
def test_a_cell_that_does_not_compile_is_told_with_its_line_unless_the_answer_is_elsewhere():
    broken = "def double(x):\n    y = 2\n    return (2 * x\n"
    score = results(answering(broken))["double"]
    assert (score.result, score.points) == (Result.SYNTAX, 0)
    assert score.reason.startswith("the cell does not compile: line 3: ")

    def mended_below(notebook):
        place = notebook.cells.index(at(notebook, "double_answer"))
        notebook.cells[place].source = broken
        below = nbformat.v4.new_code_cell("def double(x):\n    return 2 * x")
        notebook.cells.insert(place + 1, below)

    score = results(solved(mended_below))["double"]
    assert (score.result, score.points) == (Result.PASSED, 1)


@pytest.mark.parametrize("change", [forget_everything, repeat_cells, delete_checks])
def test_no_cell_is_lost_from_a_page(change):
    """Cells that are there twice, or without anything that tells what they are."""
    data = solved(lambda notebook: (with_own_cells(notebook), change(notebook)))
    shown = [cell.source for cell in match(lesson(), parse(data)).page]
    checks = {cell.source for cell in notebooks.exercise_cells(lesson()).values()}
    for source in {cell["source"] for cell in json.loads(data)["cells"]} - checks:
        handed_in = [cell["source"] for cell in json.loads(data)["cells"]].count(source)
        assert shown.count(source) == handed_in, source


def test_text_is_no_answer():
    def as_text(notebook):
        answer = at(notebook, "double_answer")
        notebook.cells[notebook.cells.index(answer)] = nbformat.v4.new_markdown_cell(answer.source)

    assert results(solved(as_text))["double"].result is Result.MISSING


def test_an_answer_cell_that_names_another_answer_stays_its_own():
    def answered_above(notebook):
        notebook.cells.remove(at(notebook, "first_expression_answer"))
        at(notebook, "double_answer").source += "\nderivative = 0"

    scores = results(solved(answered_above))
    assert scores["double"].result is Result.PASSED
    assert scores["first_expression"].result is Result.MISSING


def test_a_cell_of_the_lesson_is_no_answer_though_it_binds_the_name():
    handed_out = copy.deepcopy(lesson())
    at(handed_out, "symbol").source += "\nderivative = 0"
    submitted = copy.deepcopy(handed_out)
    submitted.cells.remove(at(submitted, "first_expression_answer"))
    found = match(handed_out, parse(json.dumps(submitted).encode()))
    assert found.after.keys() == {"double", "first_numbers"}


# ---- what must run -------------------------------------------------------------------------------


def test_only_what_an_answer_depends_on_is_run():
    sources = [
        "import numpy as np",
        "slow = expensive()",
        "a = np.ones(2)\nb = 1",
        "a[0] = 5",
        "np.random.seed(1)",
        "def answer():\n    c = a\n    return c",
        "a = 0",
    ]
    assert needed_cells([names_of(s) for s in sources], {5}) == {0, 2, 3, 5}


def test_a_cell_that_hides_its_names_makes_everything_run():
    sources = ["x = 1", "y = 2", "exec('z = x')"]
    assert needed_cells([names_of(s) for s in sources], {2}) == {0, 1, 2}
    assert names_of("%timeit x").opaque
    assert not names_of("def f(:").opaque


def test_text_without_end_is_run_and_not_read_for_names():
    sources = [f"a = 1  # {'x' * (MAX_SOURCE - 100)}"] * (MAX_SOURCES // MAX_SOURCE)
    parts = read_cells([*sources, "b = 1", "c = 1" + " " * 1000, "d = 1"])
    assert [part.opaque for part in parts] == [*[False] * (len(sources) + 1), True, True]


def test_all_cells_are_run_where_a_name_was_missing():
    """What the answer needs stands in a text, and is not known until it fails."""

    def change(notebook):
        at(notebook, "double_answer").source = (
            "code = compile('np.add(a, a)', '', 'eval')\n"
            "def double(x): return type(double)(code, {**double.__globals__, 'a': x})()"
        )
        at(notebook, "first_expression_answer").source = "pass"  # it needs NumPy's cell too

    submission = match(lesson(), parse(solved(change)))
    own = {k for k, cell in enumerate(submission.cells) if cell.role != "lesson"}
    chosen = needed_cells(read_cells([cell.source for cell in submission.cells]), own)
    assert "imports" not in {submission.cells[k].id for k in chosen}, "nothing would be missing"
    assert results(solved(change))["double"].result is Result.PASSED


def test_names_that_a_cell_binds_itself_are_not_asked_of_others():
    names = names_of("k = 1\nk += n\ndef f(): return k + m\n[i for i in range(3)]")
    assert names.made == {"k", "f"}
    assert names.read == {"n", "m", "range"}


def test_the_names_that_a_check_asks_for():
    assert asked_names("# Says.\nanswer = {'a': one, 'b': two}\ncheck('x', answer)") == (
        "one",
        "two",
    )


# ---- what comes back -----------------------------------------------------------------------------


def reply(**parts):
    blank = {"value": None, "printed": "", "warnings": [], "changed": [], "error": None}
    return {"results": [{**blank, **parts}]}


@pytest.mark.parametrize("outcome", get_args(CallOutcome))
def test_the_outcomes_of_a_call_are_taken(outcome):
    error = {"type": "E", "message": "m", "lines": []}
    assert replies.results(reply(outcome=outcome, error=error), 1)[0]["outcome"] == outcome


@pytest.mark.parametrize("outcome", ["passed", "Returned", "returned ", "", None, 1, ["returned"]])
def test_an_outcome_that_no_call_can_have_is_refused(outcome):
    with pytest.raises(ValueError, match="outcome"):
        replies.results(reply(outcome=outcome), 1)


def test_only_code_can_borrow_from_the_library():
    exercises = [exercise for group in lesson_exercises().values() for exercise in group]
    others = [exercise.name for exercise in exercises if not isinstance(exercise, Code)]
    assert {name: own_calls(name) for name in others} == {name: set() for name in others}
    assert len(others) > 20
    assert own_calls("double") == set() != own_calls("sigmoid_slope")


# ---- the pipe ------------------------------------------------------------------------------------


def test_frames_are_capped_and_timed():
    read, write = os.pipe()
    wire.send(write, {"a": [1, "é"]})
    assert wire.receive(read, 1) == {"a": [1, "é"]}
    wire.send(write, "x" * 100)
    with pytest.raises(wire.TooLong, match="more than 50"):
        wire.receive(read, 1, limit=50)
    os.read(read, 1000)
    with pytest.raises(wire.Late):
        wire.receive(read, 0.05)
    os.write(write, (3).to_bytes(4, "big") + b"{{{")
    with pytest.raises(wire.WireError, match="not JSON"):
        wire.receive(read, 1)
    os.close(write)
    with pytest.raises(wire.WireError, match="ended"):
        wire.receive(read, 1)
    os.close(read)


# ---- the command ---------------------------------------------------------------------------------


def test_bplib_grade_grades_what_is_new_and_prints_a_table(tmp_path):
    (tmp_path / "nbgrader_config.py").write_bytes((ROOT / "nbgrader_config.py").read_bytes())
    (tmp_path / "lessons").mkdir()
    source = notebook_path(ROOT, "solutions", LESSON)
    for place in ("solutions", "submitted/ada", "submitted/bob"):
        target = tmp_path / place / LESSON / f"{LESSON}.ipynb"
        target.parent.mkdir(parents=True)
        target.write_bytes(b"broken" if place.endswith("bob") else source.read_bytes())

    def grade_now(*arguments):
        done = subprocess.run(
            [sys.executable, "-m", "bplib", "grade", *arguments],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    first = grade_now("0")
    assert "ada      00_start_here     3/3  3 passed" in first
    assert "bob      00_start_here     0/3  3 unreadable" in first
    graded = tmp_path / "autograded" / "ada" / LESSON / f"{LESSON}.ipynb"
    before = graded.read_bytes()
    assert grade_now() == first
    assert graded.read_bytes() == before, "graded again although nothing had changed"
