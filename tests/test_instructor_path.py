"""What an instructor meets between a submission and a grade: every file has a row of words."""

import contextlib
import json
import shutil
import sqlite3
import sys
import threading
import time
from datetime import datetime

import nbformat
import pytest
import warm
from classroom import (
    ANSWERS,
    LESSON,
    NOTEBOOK,
    NOTHING_IN_IT,
    course,
    grade,
    hand_in,
    page,
    scores,
    solved,
    start,
)
from engines import Here, grade_class
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory

from bplib.cli import main
from bplib.course import notebooks
from bplib.course.lessons import CourseError, configuration
from bplib.grading.gradebook import batch, patience, records, writer

SUBMITTED = f"submitted/STUDENT/{LESSON}/"


@pytest.fixture(scope="module")
def gradebook(tmp_path_factory):
    """An empty gradebook."""
    folder = tmp_path_factory.mktemp("empty")
    records.make_gradebook(CourseDirectory(root=str(folder), course_id="bplib"))
    return folder / "gradebook.db"


@pytest.fixture
def folder(tmp_path, gradebook):
    """A course with an empty gradebook."""
    return course(tmp_path / "course", gradebook)


def configure(folder, line):
    with (folder / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(f"{line}\n")


def rows(folder, **options):
    """Grade; return the rows by student."""
    return {row.student: row for row in grade_class(folder, [], **options)}


@contextlib.contextmanager
def opened(folder):
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}", "bplib") as book:
        yield book


def put(folder, *parts, data=NOTHING_IN_IT):
    path = folder.joinpath("submitted", *parts)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


# ---- where submissions belong --------------------------------------------------------------------


def test_a_submission_that_is_one_folder_off_is_told_where_it_belongs(folder):
    said = {
        "zoe": ("zoe", NOTEBOOK),
        "yan": ("yan", LESSON.title(), NOTEBOOK),
        "will": (LESSON, "will", NOTEBOOK),
        "xia": ("xia", "00", NOTEBOOK),
        "vic": ("vic", f"{LESSON} (1)", NOTEBOOK),
        "sam": ("sam", LESSON, LESSON, NOTEBOOK),
        "tom": ("tom", "Lesson 0", "work", "homework.ipynb"),
        "una": ("una", f"{LESSON}.zip"),
        "123456": ("Uwe Beispiel_123456_assignsubmission_file_", NOTEBOOK),
        "ona": ("ona", "notes.ipynb"),
        "?": (NOTEBOOK,),
    }
    for parts in said.values():
        put(folder, *parts)
    hand_in(folder, "ada", solved())
    put(folder, "ada", ".ipynb_checkpoints", NOTEBOOK)
    found = rows(folder)
    assert found.keys() == said.keys() | {"ada"}
    assert found.pop("ada").points == 3
    for student, row in found.items():
        assert not row.judged
        assert row.lesson == ("?" if student == "ona" else LESSON)
        where = {"?": SUBMITTED, "ona": "submitted/ona/LESSON/"}
        wanted = where.get(student, f"{student}/{LESSON}/")
        assert wanted in row.verdicts, row
        assert "/".join(said[student]) in row.verdicts, row
    assert "nbgrader zip_collect" in found["123456"].verdicts
    # the stock command says the same of each
    _, printed = warm.nbgrader(folder, "autograde", LESSON)
    for student in found.keys() - {"sam"}:
        assert any(
            "where it belongs" in line and "/".join(said[student]) in line
            for line in printed.splitlines()
        ), student


def test_only_misplaced_submissions_get_rows_too_and_other_lessons_are_left_alone(folder):
    shutil.copytree(folder / "solutions" / LESSON, folder / "solutions" / "01_other")
    (folder / "solutions" / "01_other" / NOTEBOOK).rename(
        folder / "solutions" / "01_other" / "01_other.ipynb"
    )
    put(folder, "zoe", NOTEBOOK)
    put(folder, "zoe", "01_other.ipynb")
    put(folder, "yan", "01", "x.ipynb")
    assert [row.student for row in grade_class(folder, ["00"])] == ["zoe"]
    assert len(grade_class(folder, ["01"])) == 2


def test_a_file_that_is_no_notebook_has_a_row_that_says_so(folder):
    hand_in(folder, "ada", b"%PDF-1.4")
    hand_in(folder, "bob", b"")
    hand_in(folder, "cy", json.dumps({"a": 1}).encode())
    found = rows(folder)
    assert {row.points for row in found.values()} == {0}
    assert found["ada"].verdicts == ("3 unreadable (the file is not JSON, so it is not a notebook)")
    assert found["bob"].verdicts == "3 unreadable (the file is empty)"
    assert "not a notebook: it has no cells" in found["cy"].verdicts
    assert rows(folder) == found  # also when it was graded before


# ---- penalties and points by hand ----------------------------------------------------------------


def test_a_moved_due_date_moves_the_penalty_and_the_table_shows_it(folder):
    configure(folder, "c.LateSubmissionPlugin.penalty_method = 'zero'")
    for student, hour in {"ada": "11", "bob": "13"}.items():
        place = hand_in(folder, student)
        (place / "timestamp.txt").write_text(f"2026-01-31 {hour}:00:00 UTC", encoding="utf-8")
    assert [row.points for row in rows(folder).values()] == [3, 3]
    before = page(folder, "bob")
    for due, points in {"12:00": (3, 0), "10:00 -0100": (3, 0), "14:00": (3, 3)}.items():
        with opened(folder) as book:
            book.update_or_create_assignment(LESSON, duedate=f"2026-01-31 {due}")
        found = rows(folder)
        assert tuple(row.points for row in found.values()) == points, due
        late = "3 passed, -3 handed in late" if points[1] == 0 else "3 passed"
        assert found["bob"].verdicts == late
        assert scores(folder)["bob"]["late"] == (3 if points[1] == 0 else None)
    assert page(folder, "bob") == before, "it was graded again"
    # nbgrader's own command as well
    with opened(folder) as book:
        book.update_or_create_assignment(LESSON, duedate="2026-01-31 12:00")
    status, printed = warm.nbgrader(folder, "autograde", LESSON)
    assert status == 0, printed
    assert scores(folder)["bob"]["late"] == 3


def test_the_table_shows_points_that_were_given_by_hand(folder):
    hand_in(folder, "ada", NOTHING_IN_IT)
    assert rows(folder)["ada"].points == 0
    with opened(folder) as book:
        grade_found = book.find_grade("double", LESSON, LESSON, "ada")
        grade_found.manual_score, grade_found.extra_credit = 1, 0.5
        grade_found.needs_manual_grade = False
        book.db.commit()
    row = rows(folder)["ada"]
    assert (row.points, row.possible) == (1.5, 3)
    assert row.verdicts == "3 missing cell, +1.5 by hand"


def essay(notebook):
    """Add an answer in words, which a human grades."""
    mark = {"grade": True, "solution": True, "locked": False, "task": False, "points": 4}
    mark |= {"grade_id": "essay", "schema_version": 3, "cell_type": "markdown"}
    cell = nbformat.v4.new_markdown_cell("Why?", id="essay", metadata={"nbgrader": mark})
    notebook.cells.append(cell)


def written(words):
    """Return what hands in words for the essay."""

    def change(notebook):
        essay(notebook)
        notebook.cells[-1].source = words

    return change


def test_an_answer_in_words_waits_for_a_human_and_the_rest_is_graded(folder):
    source = folder / "solutions" / LESSON / NOTEBOOK
    notebook = notebooks.read(source)
    essay(notebook)
    notebooks.write(notebook, source)
    hand_in(folder, "ada", solved(change=written("Because of the *chain rule*.")))
    hand_in(folder, "bob", solved(change=written("YOUR ANSWER HERE")))
    found = rows(folder)
    assert found["ada"].verdicts == "3 passed, 1 to grade by hand"
    assert found["bob"].verdicts == "3 passed"  # left as it was handed out: nothing to read
    assert (found["ada"].points, found["ada"].possible) == (3, 7)
    assert scores(folder)["ada"]["essay"] == (None, True)
    assert scores(folder)["bob"]["essay"] == (0, False)
    shown = "\n".join(cell.source for cell in page(folder, "ada").cells)
    assert "Because of the *chain rule*." in shown
    assert "| [essay](#essay) | ! graded by an instructor | 0 of 4 |" in shown
    with opened(folder) as book:
        book.find_grade("essay", LESSON, LESSON, "ada").manual_score = 4
        book.db.commit()
    before = page(folder, "ada")
    assert rows(folder)["ada"].points == 7
    assert page(folder, "ada") == before, "it was graded again"
    assert warm.nbgrader(folder, "generate_feedback", LESSON)[0] == 0
    html = (folder / "feedback" / "ada" / LESSON / f"{LESSON}.html").read_text(encoding="utf-8")
    assert "7 of 7 points" in html


OWN_TEST = "# Does it double vectors too?\nassert list(double(np.ones(2))) == [2, 2]"


def instructors_own(notebook):
    """Add a task and a test cell of the instructor's own, as Create Assignment makes them."""
    task = {"grade": False, "solution": False, "locked": True, "task": True, "points": 2}
    task |= {"grade_id": "survey", "schema_version": 3, "cell_type": "markdown"}
    test = {"grade": True, "solution": False, "locked": True, "task": False, "points": 5}
    test |= {"grade_id": "own_test", "schema_version": 3, "cell_type": "code"}
    notebook.cells += [
        nbformat.v4.new_markdown_cell("Ask three people.", id="s", metadata={"nbgrader": task}),
        nbformat.v4.new_code_cell(OWN_TEST, id="t", metadata={"nbgrader": test}),
    ]


def reported(notebook):
    """Hand in a report for the task, and a test that has been made easy."""
    instructors_own(notebook)
    said = nbformat.v4.new_markdown_cell("All three *agreed*.", id="report")
    notebook.cells.insert(len(notebook.cells) - 1, said)
    notebook.cells[-1].source = "print('no test at all')"


@pytest.mark.parametrize("command", ["bplib grade", "nbgrader autograde"])
def test_tasks_and_an_instructors_own_cells_wait_for_a_human_and_the_rest_is_graded(
    folder, command
):
    source = folder / "solutions" / LESSON / NOTEBOOK
    notebook = notebooks.read(source)
    instructors_own(notebook)
    notebooks.write(notebook, source)
    hand_in(folder, "ada", solved(change=reported))
    hand_in(folder, "bob", solved(ANSWERS["wrong"], change=instructors_own))
    if command == "nbgrader autograde":
        status, printed = warm.nbgrader(folder, "autograde", LESSON)
        assert status == 0, printed
    found = rows(folder)
    assert found["ada"].verdicts == "3 passed, 2 to grade by hand"
    assert (found["ada"].points, found["ada"].possible) == (3, 10)
    assert found["bob"].verdicts == "1 wrong values, 2 passed, 2 to grade by hand"
    for student in "ada", "bob":
        assert scores(folder)[student]["survey"] == (None, True)
        assert scores(folder)[student]["own_test"] == (None, True)
    graded = page(folder, "ada")
    shown = "\n".join(cell.source for cell in graded.cells)
    assert "All three *agreed*." in shown
    assert "| [survey](#survey) | ! graded by an instructor | 0 of 2 |" in shown
    assert "| [own_test](#own_test) | ! graded by an instructor | 0 of 5 |" in shown
    # the instructor's test is run as the instructor wrote it, and what it shows is shown
    assert "no test at all" not in shown
    outputs = {student: json.dumps(page(folder, student).cells[-1].outputs) for student in found}
    assert outputs["ada"] == "[]"
    assert "AssertionError" in outputs["bob"]
    with opened(folder) as book:
        for name, points in {"survey": 2, "own_test": 5}.items():
            grade_found = book.find_grade(name, LESSON, LESSON, "ada")
            grade_found.manual_score, grade_found.needs_manual_grade = points, False
        book.db.commit()
    assert rows(folder)["ada"].points == 10
    assert warm.nbgrader(folder, "generate_feedback", LESSON)[0] == 0
    html = (folder / "feedback" / "ada" / LESSON / f"{LESSON}.html").read_text(encoding="utf-8")
    assert "10 of 10 points" in html
    # another attempt is looked at again
    hand_in(folder, "ada", solved())
    assert rows(folder)["ada"].verdicts == "3 passed, +7 by hand, 2 to grade by hand"


# ---- troubles of the configuration ---------------------------------------------------------------


@pytest.mark.parametrize("command", ["grade", "collect submitted", "export --csv", "report"])
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("c.This is = 3", "line {}: SyntaxError: invalid syntax"),
        ("import no_such_module", "line {}: ModuleNotFoundError: No module named 'no_such_module'"),
        ("1 / 0", "line {}: ZeroDivisionError: division by zero"),
    ],
)
def test_a_configuration_that_cannot_be_read_is_one_sentence(
    folder, monkeypatch, capsys, command, line, said
):
    hand_in(folder, "ada")
    configure(folder, line)
    where = len((folder / "nbgrader_config.py").read_text("utf-8").splitlines())
    monkeypatch.chdir(folder)
    assert main(command.split()) == 2
    config = folder / "nbgrader_config.py"
    assert capsys.readouterr().err == (
        f"bplib {command.split()[0]}: {config} cannot be read: {said.format(where)}\n"
    )


def test_a_wrong_line_of_another_file_is_not_one_of_the_configuration(folder, monkeypatch):
    (folder / "own_words.py").write_text("\n\nthis is = 3\n", "utf-8")
    monkeypatch.syspath_prepend(folder)
    configure(folder, "import own_words")
    path = folder / "nbgrader_config.py"
    where = len(path.read_text("utf-8").splitlines())
    with pytest.raises(CourseError, match=f"line {where}: SyntaxError: invalid syntax$"):
        configuration(folder)


LATE = """
from nbgrader.plugins import BasePlugin
class Broken(BasePlugin):
    def late_submission_penalty(self, student_id, score, seconds):
        return 1 / 0
class Worded(BasePlugin):
    def late_submission_penalty(self, student_id, score, seconds):
        return "a lot"
class Keyless(BasePlugin):
    def __init__(self, **settings):
        {}["points"]
"""


@pytest.mark.parametrize(
    ("plugin", "said"),
    [
        ("own_lateness.Lost", "'own_lateness.Lost' could not be imported"),
        ("own_lateness.Broken", "Broken raised ZeroDivisionError: division by zero"),
        ("own_lateness.Keyless", "cannot be used: KeyError: 'points'"),
        ("own_raising.Late", "cannot be used: ValueError: not today"),
        ("own_lateness.Worded", "Worded raised ValueError: could not convert string to float"),
    ],
)
def test_a_plugin_for_lateness_that_does_not_work_is_one_sentence(
    folder, monkeypatch, plugin, said
):
    (folder / "own_lateness.py").write_text(LATE, "utf-8")
    (folder / "own_raising.py").write_text("raise ValueError('not today')", "utf-8")
    monkeypatch.syspath_prepend(folder)
    monkeypatch.delitem(sys.modules, "own_lateness", raising=False)
    configure(folder, f"c.AssignLatePenalties.plugin_class = {plugin!r}")
    (hand_in(folder, "ada") / "timestamp.txt").write_text("2026-01-31 13:00", "utf-8")
    with opened(folder) as book:
        book.update_or_create_assignment(LESSON, duedate=datetime(2026, 1, 31, 12))
    with pytest.raises(CourseError) as refused:
        rows(folder)
    assert said in str(refused.value)
    assert "c.AssignLatePenalties.plugin_class" in str(refused.value)


# ---- troubles of the gradebook and of the disk ---------------------------------------------------


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql+nodriver://ada:secret@db/grades", "needs a driver that is not installed"),
        ("nodatabase://db/grades", "needs a driver that is not installed"),
        ("sqlite:////nowhere/at/all/gradebook.db", "unable to open database file"),
        ("gradebook.db", "must be like sqlite:////home/me/gradebook.db"),
        ("sqlite:///{folder}/no.db", "file is not a database"),
    ],
)
def test_a_gradebook_that_cannot_be_opened_is_one_sentence(folder, monkeypatch, capsys, url, said):
    (folder / "no.db").write_bytes(b"no database, but long enough to be looked at" * 30)
    hand_in(folder, "ada")
    configure(folder, f"c.CourseDirectory.db_url = {url.format(folder=folder)!r}")
    monkeypatch.chdir(folder)
    assert main(["grade"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert said in printed.err
    assert printed.err.count("\n") == 1
    assert "secret" not in printed.err
    status, log = warm.nbgrader(folder, "autograde", LESSON)
    assert status == 1
    assert said in log
    assert "Traceback" not in log


class Locked(Here):
    """Locks the gradebook while somebody is graded, and for some seconds after that."""

    def __init__(self, path, seconds):
        self.path = path
        self.seconds = seconds

    def results(self, tasks):
        for finished in super().results(tasks):
            other = sqlite3.connect(self.path, check_same_thread=False)
            other.execute("BEGIN EXCLUSIVE")
            threading.Timer(self.seconds, other.close).start()
            yield finished


def test_a_gradebook_that_is_locked_for_a_while_is_waited_for(folder, capsys):
    hand_in(folder, "ada")
    batch.grade_class(folder, [], Locked(folder / "gradebook.db", 8))
    assert "is locked by another program: close that, and try again; waiting" in (
        capsys.readouterr().err
    )
    assert scores(folder)["ada"]["double"] == (1, False)


def test_a_gradebook_that_stays_locked_ends_grading_and_nothing_is_lost(folder, monkeypatch):
    hand_in(folder, "ada")
    with monkeypatch.context() as patch:
        patch.setattr(patience, "SECONDS", 0.0)
        with pytest.raises(CourseError, match="is locked by another program"):
            batch.grade_class(folder, [], Locked(folder / "gradebook.db", 7))
    time.sleep(3)
    assert rows(folder)["ada"].points == 3


def test_a_lock_at_the_start_is_one_sentence(folder, monkeypatch, capsys):
    hand_in(folder, "ada")
    monkeypatch.chdir(folder)
    monkeypatch.setattr(patience, "SECONDS", 0.0)
    with contextlib.closing(sqlite3.connect(folder / "gradebook.db")) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert main(["grade"]) == 2
    assert "is locked by another program" in capsys.readouterr().err


def test_a_full_disk_is_said(folder, monkeypatch, capsys):
    hand_in(folder, "ada")
    monkeypatch.chdir(folder)

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(records, "make_gradebook", full)
        assert main(["grade"]) == 2
    assert capsys.readouterr().err == "bplib grade: No space left on device\n"
    with monkeypatch.context() as patch:
        patch.setattr(writer.os, "replace", full)
        (ada,) = grade_class(folder, [])
    assert "no verdict: its page cannot be written: No space left on device" in ada.verdicts
    assert main(["grade"]) == 0


def test_a_lesson_that_changed_under_its_submissions_is_said_in_its_rows(folder):
    hand_in(folder, "ada")
    rows(folder)
    source = folder / "solutions" / LESSON / NOTEBOOK
    notebook = notebooks.read(source)
    essay(notebook)
    notebooks.write(notebook, source)
    batch.register.__globals__["handed_out"].cache_clear()
    hand_in(folder, "bob")
    found = rows(folder)
    assert "there are submissions associated with it" in found["bob"].verdicts


def test_two_graders_at_once_on_a_new_course_grade_everything_once(tmp_path):
    folder = course(tmp_path / "course")
    for number in range(6):
        hand_in(folder, f"s{number}")
    graders = [start(folder), start(folder)]
    for grader in graders:
        grader.join(240)
    assert [grader.exitcode for grader in graders] == [0, 0]
    assert {row.verdicts for row in rows(folder).values()} == {"3 passed"}
    assert len(scores(folder)) == 6
    assert grade(folder)[0] == 0
