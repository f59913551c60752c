"""The sample class, graded by nbgrader's own commands, scored as deserved cell by cell."""

import csv
import os
import shutil
import subprocess
import sys

import pytest
import warm
from nbgrader.api import Gradebook
from per_lesson import LESSONS, per_lesson
from sample_class import FULL, STUDENTS, deserved, hand_in

from bplib.course.registry import lesson_exercises


def nbgrader(folder, *arguments):
    """Run an nbgrader command as an instructor would, without the environment activated."""
    path = os.pathsep.join(p for p in os.environ["PATH"].split(os.pathsep) if ".venv" not in p)
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=folder,
        env={**os.environ, "PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=False,
    )
    return done.returncode, done.stdout


@pytest.fixture(scope="session")
def folder(root, tmp_path_factory):
    """A course of its own for every process that runs tests, with one gradebook."""
    folder = tmp_path_factory.mktemp("course")
    shutil.copy(root / "nbgrader_config.py", folder)
    return folder


class Class:
    """One lesson's share of the class.

    The first lesson's commands are typed as an instructor types them; the others' are the same
    commands in processes that start warm.
    """

    lesson = ""

    def nbgrader(self, folder, *arguments):
        run = nbgrader if self.lesson == LESSONS[0] else warm.nbgrader
        status, printed = run(folder, *arguments)
        assert status == 0, printed

    @pytest.fixture(scope="class")
    @classmethod
    def students(cls, root, folder):
        shutil.copytree(root / "solutions" / cls.lesson, folder / "solutions" / cls.lesson)
        cls().nbgrader(folder, "generate_assignment", cls.lesson)
        students = hand_in(root, folder, cls.lesson)
        cls().nbgrader(folder, "autograde", cls.lesson)
        return students

    def test_every_cell_gets_the_points_it_deserves(self, folder, students):
        with Gradebook(f"sqlite:///{folder / 'gradebook.db'}", "bplib") as book:
            for student in students:
                notebook = book.find_submission_notebook(self.lesson, self.lesson, student)
                scores = {grade.name: grade.auto_score for grade in notebook.grades}
                wanted = {
                    exercise.name: deserved(student, exercise.name)
                    for exercise in lesson_exercises()[self.lesson]
                }
                assert scores == wanted, student

    def test_grades_are_exported(self, folder, students):
        self.nbgrader(folder, "export")
        with (folder / "grades.csv").open(encoding="utf-8") as file:
            mine = [row for row in csv.DictReader(file) if row["assignment"] == self.lesson]
        rows = {row["student_id"]: row for row in mine}
        for student in students:
            wanted = sum(deserved(student, e.name) or 0 for e in lesson_exercises()[self.lesson])
            assert float(rows[student]["score"]) == wanted, student

    def test_feedback_shows_the_diagnosis_and_no_traceback_through_bplib(self, folder, students):
        everybody = self.lesson == LESSONS[0]
        only = [] if everybody else [f"--student={students[-1]}"]
        self.nbgrader(folder, "generate_feedback", self.lesson, *only)
        for student in students if everybody else students[-1:]:
            page = folder / "feedback" / student / self.lesson / f"{self.lesson}.html"
            text = page.read_text(encoding="utf-8")
            assert "bplib/checks" not in text
            if student == "bob":
                assert "not attempted" in text
            if student == "ada":
                assert "passed (" in text


globals().update(per_lesson(Class))


def test_the_class_is_large_and_covers_every_lesson():
    assert len(STUDENTS) >= 12
    assert len(LESSONS) >= 17
    exercises = [exercise for group in lesson_exercises().values() for exercise in group]
    for student in FULL:  # each in another style, all through the grader above
        right = [e for e in exercises if deserved(student, e.name) == e.points]
        assert len(right) == len(exercises) > 150, student


def test_zip_collect_reads_uploaded_files(root, tmp_path):
    lesson = LESSONS[0]
    shutil.copy(root / "nbgrader_config.py", tmp_path)
    for part in ("solutions", "lessons"):
        shutil.copytree(root / part / lesson, tmp_path / part / lesson)
    uploads = tmp_path / "downloaded" / lesson / "archive"
    uploads.mkdir(parents=True)
    for student in ("ada", "li_na", "jean-luc"):
        target = uploads / f"{student}_attempt_2026-01-31-12-00-00_{lesson}.ipynb"
        shutil.copy(root / "lessons" / lesson / f"{lesson}.ipynb", target)
    status, printed = nbgrader(tmp_path, "zip_collect", lesson)
    assert status == 0, printed
    collected = {path.parent.parent.name for path in tmp_path.glob("submitted/*/*/*.ipynb")}
    assert collected == {"ada", "li_na", "jean-luc"}
