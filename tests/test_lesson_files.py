"""What is tested is the course, whatever a learner has done to the lessons."""

import shutil
import subprocess

import lesson_files
import pytest

from bplib.course import notebooks
from bplib.course.lessons import notebook_path

LESSON = "00_start_here"


def typed(notebook):
    notebook.cells[2].source += "\nmine = 1"


def was_run(notebook):
    notebook.cells[2].execution_count = 1


def saved(notebook):
    notebook.metadata["language_info"] = {"name": "python", "version": "3.11.2"}


@pytest.fixture
def clone(root, tmp_path):
    """A course of one lesson as it is handed out."""
    shutil.copy(root / "nbgrader_config.py", tmp_path)
    for part, data in (
        ("solutions", notebook_path(root, "solutions", LESSON).read_bytes()),
        ("lessons", lesson_files.data(root, LESSON)),
    ):
        notebook_path(tmp_path, part, LESSON).parent.mkdir(parents=True)
        notebook_path(tmp_path, part, LESSON).write_bytes(data)
    return tmp_path


def commit(folder):
    by = ["-c", "user.name=a", "-c", "user.email=a@b"]
    for command in (["init", "-q"], ["add", "."], [*by, "commit", "-qm", "Course"]):
        subprocess.run(["git", *command], cwd=folder, check=True, capture_output=True)


@pytest.mark.parametrize("change", [typed, was_run, saved])
@pytest.mark.parametrize("with_git", [True, False])
def test_a_learners_lesson_is_not_what_is_tested(clone, change, with_git):
    path = notebook_path(clone, "lessons", LESSON)
    handed_out = path.read_bytes()
    if with_git:
        commit(clone)
    notebook = notebooks.read(path)
    change(notebook)
    notebooks.write(notebook, path)
    assert path.read_bytes() != handed_out
    assert lesson_files.data(clone, LESSON) == handed_out


def other_text(cell):
    cell.source += " "


def other_kind(cell):
    cell.cell_type = "markdown" if cell.cell_type == "code" else "code"


@pytest.mark.parametrize("change", [other_text, other_kind])
def test_whatever_changes_in_a_cell_is_typing_and_running_is_not(root, change):
    notebook = lesson_files.lesson(root, LESSON)
    notebooks.sign(notebook)
    was_run(notebook)
    saved(notebook)
    assert not notebooks.is_typed_in(notebook)
    for cell in notebook.cells:
        change(cell)
        assert notebooks.is_typed_in(notebook)
        notebooks.sign(notebook)


def test_a_lost_lesson_is_what_git_has(clone):
    path = notebook_path(clone, "lessons", LESSON)
    handed_out = path.read_bytes()
    commit(clone)
    path.unlink()
    assert lesson_files.data(clone, LESSON) == handed_out


def test_a_lesson_that_was_built_and_not_yet_committed_is_what_is_tested(clone):
    path = notebook_path(clone, "lessons", LESSON)
    commit(clone)
    notebook = notebooks.read(path)
    typed(notebook)
    notebooks.sign(notebook)
    notebooks.write(notebook, path)
    assert lesson_files.data(clone, LESSON) == path.read_bytes()


def test_a_lesson_that_was_edited_by_hand_and_committed_is_what_is_tested(clone):
    path = notebook_path(clone, "lessons", LESSON)
    notebook = notebooks.read(path)
    typed(notebook)
    notebooks.write(notebook, path)
    commit(clone)
    assert lesson_files.data(clone, LESSON) == path.read_bytes()
