"""`bplib check` runs again whatever may end otherwise, and nothing else."""

import errno
import json
import subprocess
import sys

import lesson_files
import nbformat
import pytest
from checked import RIGHT, WRONG, Idle, notebook, rows
from learner_edits import a_course

from bplib.cli import main
from bplib.course.checks.report import MIME
from bplib.course.lessons import notebook_path
from bplib.course.selfcheck import checking, memory
from bplib.course.selfcheck import notebook as reading
from bplib.course.selfcheck import untouched as unrun
from bplib.course.selfcheck.memory import Memory
from bplib.course.selfcheck.rows import Ran, Row
from bplib.course.workspace import copies, files, progress, standing


@pytest.fixture
def ran(monkeypatch):
    """The names of the notebooks that ran."""
    names = []
    monkeypatch.setattr(Idle, "ran", names, raising=False)
    monkeypatch.setattr(checking, "Runner", Idle)
    monkeypatch.setattr(checking, "exercises", lambda root, found: ["double"])
    memory._code.cache_clear()
    memory._around.cache_clear()
    return names


@pytest.fixture
def path(tmp_path):
    return notebook(tmp_path / "lesson" / "mine.ipynb", RIGHT)


def records(path):
    """Return the records of a notebook, wherever they are."""
    return list(Memory(reading.read(path), 0)._place.parent.glob("*.json"))


def change(path, edit):
    book = nbformat.read(path, as_version=4)
    edit(book)
    nbformat.write(book, path)


def test_what_has_not_changed_is_not_run_again_and_says_so(ran, path, capsys):
    assert main(["check", str(path)]) == 0
    first = capsys.readouterr().out
    assert main(["check", str(path)]) == 0
    second = capsys.readouterr().out
    assert ran == ["mine"]
    assert "as before" not in first
    assert second == first.replace("mine\n", "mine  as before\n")
    assert main(["check", str(path), "--again"]) == 0
    assert capsys.readouterr().out == first
    assert ran == ["mine", "mine"]


def test_prose_and_outputs_are_no_change(ran, path):
    rows(path)

    def edit(book):
        book.cells.insert(1, nbformat.v4.new_markdown_cell("A note of mine.", id="note"))
        book.cells[0].outputs = [nbformat.v4.new_output("stream", text="hello")]
        book.metadata["title"] = "Mine"

    change(path, edit)
    rows(path)
    assert ran == ["mine"]


def another_answer(path, patch):
    change(path, lambda book: book.cells[1].update(source=WRONG))


def another_order(path, patch):
    change(path, lambda book: book.cells.insert(0, book.cells.pop(1)))


def a_file_beside(path, patch):
    (path.parent / "helper.py").write_text("factor = 2")


def another_file_below(path, patch):
    (path.parent / "data" / "deep").mkdir(parents=True)
    (path.parent / "data" / "deep" / "numbers.csv").write_text("1,2")


def another_bplib(path, patch):
    patch.setattr(memory, "_digest", lambda place: "newer")
    memory._code.cache_clear()


def another_package(path, patch):
    patch.setattr(memory, "_around", lambda: ["numpy-99.dist-info"])


def another_python(path, patch):
    patch.setattr(sys, "version", "4.0.0")
    memory._around.cache_clear()


def another_limit(path, patch):
    patch.setattr(checking, "CELL_SECONDS", 61.0)


def another_lesson(path, patch):
    patch.setattr(checking, "exercises", lambda root, found: ["double", "first_numbers"])


def moved(path, patch):
    path.rename(path.with_name("moved.ipynb")).rename(path)
    change(path, lambda book: book.cells[1].update(id="renamed"))


@pytest.mark.parametrize(
    "what",
    [
        *(another_answer, another_order, a_file_beside, another_file_below, another_bplib),
        *(another_package, another_python, another_limit, another_lesson, moved),
    ],
)
def test_whatever_the_outcome_can_depend_on_lets_it_run_again(ran, path, monkeypatch, what):
    rows(path)
    what(path, monkeypatch)
    rows(path)
    assert ran == ["mine", "mine"], "it was remembered"
    rows(path)
    assert ran == ["mine", "mine"], "it was not remembered anew"


def test_a_file_beside_that_changes_counts_and_one_that_is_written_the_same_does_not(ran, path):
    beside = path.parent / "numbers.csv"
    beside.write_text("1,2")
    rows(path)
    beside.write_text("1,2")
    rows(path)
    assert ran == ["mine"]
    beside.write_text("1,3")
    rows(path)
    assert ran == ["mine", "mine"]


def test_what_changes_while_it_runs_is_not_remembered(ran, path, monkeypatch):
    made = path.parent / "made.txt"

    def run(self, found):
        made.write_text("by a cell")
        yield from once(self, found)

    once = Idle.run
    monkeypatch.setattr(Idle, "run", run)
    rows(path)
    made.unlink()
    rows(path)
    assert ran == ["mine", "mine"]
    rows(path)
    assert ran == ["mine", "mine", "mine"], "its file was not there before"
    rows(path)
    assert ran == ["mine", "mine", "mine"], "it made the same as before"


BY_HALF = ["{", "", "[]", "null", '{"format": 1}', "\x00\xff", "[" * 100_000]


@pytest.mark.parametrize("text", BY_HALF)
def test_a_record_that_is_broken_is_renewed(ran, path, text):
    rows(path)
    (record,) = records(path)
    whole = record.read_bytes()
    record.write_text(text)
    rows(path)
    assert ran == ["mine", "mine"]
    assert record.read_bytes() == whole


def edits_of(found):
    """Yield what a record could hold in place of what is right."""
    yield {**found, "format": 2}
    yield {**found, "key": "0" * 64}
    yield {**found, "rows": []}
    yield {**found, "rows": "rows"}
    yield {**found, "rows": [{**found["rows"][0], "more": 1}]}
    yield {**found, "rows": [{**found["rows"][0], "outcome": 1}]}
    yield {**found, "rows": [{**found["rows"][0], "points": "1"}]}
    yield {**found, "rows": [{**found["rows"][0], "points": float("nan")}]}
    yield {**found, "rows": [{**found["rows"][0], "points": 10**400}]}
    yield {**found, "padding": "x" * memory.MAX_BYTES}


def test_a_record_of_another_form_is_none(ran, path):
    rows(path)
    (record,) = records(path)
    found = json.loads(record.read_text())
    edits = list(edits_of(found))
    for edit in edits:
        record.write_text(json.dumps(edit))
        rows(path)
    assert len(ran) == 1 + len(edits)
    record.unlink()
    record.mkdir()
    rows(path)
    assert len(ran) == 2 + len(edits)


@pytest.mark.parametrize(
    "last",
    [
        Ran([{"data": {MIME: {"outcome": "stopped after 10 s"}}}]),
        Ran([{"ename": "KeyboardInterrupt", "evalue": ""}], "Timeout of 60 seconds"),
        Ran([{"ename": "MemoryError", "evalue": "Unable to allocate"}]),
        Ran([], "Timeout of 5 seconds exceeded waiting for output."),
        Ran([], "plugin exception: Kernel dead on test start"),
    ],
)
def test_what_may_end_otherwise_another_time_is_not_remembered(ran, path, monkeypatch, last):
    monkeypatch.setattr(Idle, "last", last)
    rows(path)
    rows(path)
    assert ran == ["mine", "mine"]


def test_too_much_beside_it_is_not_looked_at(ran, path, monkeypatch):
    monkeypatch.setattr(memory, "MAX_FILES", 3)
    for number in range(4):
        (path.parent / f"{number}.txt").write_text("")
    rows(path)
    rows(path)
    assert ran == ["mine", "mine"]
    monkeypatch.setattr(memory, "MAX_FILES", 100)
    monkeypatch.setattr(memory, "MAX_BESIDE", 10)
    (path.parent / "0.txt").write_text("x" * 11)
    rows(path)
    assert ran == ["mine", "mine", "mine"]


def test_a_disk_that_takes_nothing_costs_nothing_else(ran, path, monkeypatch):
    def refuse(path, data):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files, "write", refuse)
    assert rows(path)["mine"][0].passed
    assert rows(path)["mine"][0].passed
    assert ran == ["mine", "mine"]


def test_only_so_many_are_kept_and_the_newest(ran, tmp_path, monkeypatch):
    monkeypatch.setattr(memory, "MAX_RECORDS", 3)
    paths = [notebook(tmp_path / str(k) / f"n{k}.ipynb", RIGHT) for k in range(5)]
    for path in paths:
        rows(path)
    kept = sorted(record.name.partition(".")[0] for record in records(paths[0]))
    assert kept == ["n2", "n3", "n4"]


# ---- two at once ---------------------------------------------------------------------------------

KEEP = """
import sys
from pathlib import Path
import platformdirs
platformdirs.user_cache_path = lambda name: Path(sys.argv[2])
from bplib.course.selfcheck import memory, notebook
from bplib.course.selfcheck.rows import Row
found = notebook.read(Path(sys.argv[1]))
kept = number = 0
while kept < 100:  # whoever finds the other one writing keeps nothing and goes on
    number += 1
    rows = [Row("mine", "double", "passed", 1, 1, f"{number} " * 2000)]
    kept += memory.Memory(found, 0).keep(rows)
    back = memory.Memory(found, 0).recall()
    assert back or not kept
    assert not back or len(set(back[0].diagnosis.split())) == 1
"""


def test_two_that_remember_at_once_leave_a_whole_record(path, tmp_path):
    command = [sys.executable, "-c", KEEP, str(path), str(tmp_path / "cache")]
    both = [subprocess.Popen(command) for _ in range(2)]
    assert [one.wait() for one in both] == [0, 0]


def test_whoever_comes_second_does_not_wait(path, monkeypatch):
    mine = Memory(reading.read(path), 0)
    row = Row("mine", "double", "passed", 1, 1, "")
    mine._place.parent.mkdir(parents=True)
    with files.held(mine._place.parent / "lock") as free:
        assert free
        assert mine.keep([row]) is False
        assert not mine._place.exists()
    assert mine.keep([row]) is True


# ---- in a workspace ------------------------------------------------------------------------------


@pytest.fixture
def mine(tmp_path, monkeypatch):
    """A workspace with a notebook in it."""
    monkeypatch.setattr(files.os, "fsync", lambda _: None)
    workspace, _ = copies.make(tmp_path / "my-lessons", a_course(tmp_path))
    monkeypatch.chdir(workspace.folder)
    return workspace


def test_in_a_workspace_the_record_is_in_it_and_ends_with_the_record_of_checks(ran, mine):
    path = notebook(mine.folder / "01_mine" / "01_mine.ipynb", RIGHT)
    rows(path)
    (record,) = (mine.own / "checked").glob("*.json")
    assert record.name.startswith("01_mine.")
    rows(path)
    assert ran == ["01_mine"]
    progress.switch(mine.folder, on=False)
    record.unlink()
    rows(path)
    rows(path)
    assert ran == ["01_mine"] * 3
    assert not record.exists()


def test_what_is_remembered_is_what_the_record_of_checks_says(ran, mine):
    path = notebook(mine.folder / "01_mine" / "01_mine.ipynb", RIGHT)
    rows(path)
    progress.note(mine.folder, {"exercise": "double", "outcome": "wrong values", "slips": []})
    for _ in range(2):
        rows(path)
        assert standing.read(mine.folder, {}).outcomes == {"double": "passed"}
    assert len(mine.progress.read_text().splitlines()) == 2, "it was noted once"


def test_an_exercise_that_no_check_has_judged_is_not_noted(ran, mine, monkeypatch):
    path = notebook(mine.folder / "01_mine" / "01_mine.ipynb")
    undefined = {"ename": "NameError", "evalue": "name 'double' is not defined"}
    monkeypatch.setattr(Idle, "last", Ran([undefined], "Cell execution caused an exception"))
    assert [row.outcome for row in rows(path)["01_mine"]] == ["not attempted"]
    rows(path)
    assert ran == ["01_mine"]
    assert not mine.progress.exists()


# ---- what nobody has written in ------------------------------------------------------------------

LESSON = "00_start_here"


@pytest.fixture
def untouched(root, tmp_path, monkeypatch):
    """A lesson as it is handed out, in a folder of its own."""
    path = tmp_path / LESSON / f"{LESSON}.ipynb"
    path.parent.mkdir()
    data = lesson_files.data(root, LESSON)
    for place in (path, notebook_path(tmp_path / "course", "lessons", LESSON)):
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    (tmp_path / "course" / "nbgrader_config.py").touch()
    monkeypatch.chdir(tmp_path / "course")
    monkeypatch.setattr(unrun, "packaged_course", lambda: tmp_path / "course")
    return path


def test_a_lesson_that_nobody_has_written_in_is_not_run(ran, untouched):
    found = list(checking.check_lessons(None, [str(untouched)]))
    assert ran == []
    assert {row.outcome for row in found[0].rows} == {"not attempted"}
    assert not found[0].remembered
    rows(untouched, again=True)
    assert ran == [LESSON]


TOUCHED = {
    "an answer": lambda book, path: setattr(book.cells[-1], "source", "1"),
    "a cell": lambda book, path: book.cells.append(nbformat.v4.new_code_cell("1", id="mine")),
    "a cell less": lambda book, path: book.cells.pop(-1),
    "an order": lambda book, path: book.cells.reverse(),
    "a file beside it": lambda book, path: path.with_name("numpy.py").touch(),
}


@pytest.mark.parametrize("what", TOUCHED)
def test_a_lesson_that_somebody_has_written_in_runs(ran, untouched, what):
    book = nbformat.read(untouched, as_version=4)
    book.cells = [cell for cell in book.cells if cell.cell_type == "code"]
    nbformat.write(book, untouched)
    rows(untouched)
    assert ran == [], "without its texts it still is untouched"
    TOUCHED[what](book, untouched)
    nbformat.write(book, untouched)
    rows(untouched)
    assert ran == [LESSON]


def test_where_the_courses_own_is_written_in_or_another_bplib_is_here_it_runs(
    untouched, monkeypatch
):
    course = notebook_path(untouched.parent.parent / "course", "lessons", LESSON)
    data = course.read_text("utf-8")
    assert unrun.rows_unrun(reading.read(untouched), [])
    course.write_text(data.replace("Start here", "Begin"), "utf-8")
    assert unrun.rows_unrun(reading.read(untouched), []) is None
    course.write_text(data, "utf-8")
    monkeypatch.setattr(unrun, "packaged_course", lambda: None)
    assert unrun.rows_unrun(reading.read(untouched), []) is None
