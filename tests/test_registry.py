"""Exercises are files: found by name, imported alone, an instructor's own among them."""

import subprocess
import sys
from pathlib import Path

import pytest

from bplib.course import registry
from bplib.course.checking import CheckFailed, assess, check, working_version
from bplib.course.lessons import CourseError
from bplib.course.new import KINDS, exercise_source

OWN = """
from bplib.course.checks import Function, call_case, slip


def own_double(x, *, factor=2):
    return factor * x


EXERCISE = Function(
    own_double,
    lambda rng: [call_case(x=float(rng.uniform(1, 2)))],
    title="Double",
    points=3,
    difficulty=1,
    read_again="H",
    slips=[slip("trebled", factor=3).asks("How often is x in it?")],
)
"""


@pytest.fixture
def own_course(tmp_path, monkeypatch):
    """A course of an instructor's own, with one exercise in a folder that its settings name."""
    (tmp_path / "lessons").mkdir()
    (tmp_path / "nbgrader_config.py").touch()
    (tmp_path / "pyproject.toml").write_text('[tool.bplib]\nexercises = "mine"\n')
    folder = tmp_path / "mine" / "lesson_90_own"
    folder.mkdir(parents=True)
    (folder / "own_double.py").write_text(OWN)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    registry._load.cache_clear()
    yield tmp_path
    for name in [name for name in sys.modules if name.startswith("lesson_90_own")]:
        del sys.modules[name]
    registry._load.cache_clear()


def test_an_instructors_own_exercise_is_checked_by_its_name(own_course):
    assert registry.lesson_of("own_double") == "90_own"
    assert registry.path_of("own_double") == own_course / "mine/lesson_90_own/own_double.py"
    assert assess("own_double", lambda x: x + x).passed
    assert assess("own_double", lambda x: 3 * x).mistake == "trebled"
    assert "own_double" in [e.name for e in registry.lesson_exercises()["90_own"]]
    assert registry.find("double").name == "double"


def test_a_folder_that_is_not_there_is_told(own_course):
    (own_course / "pyproject.toml").write_text('[tool.bplib]\nexercises = "nowhere"\n')
    with pytest.raises(CourseError, match="make this folder"):
        registry.folder(own_course)


def test_two_exercises_of_one_name_and_a_file_of_another_name_are_refused(own_course):
    folder = own_course / "mine" / "lesson_90_own"
    (folder / "other.py").write_text(OWN)
    with pytest.raises(ValueError, match="holds an exercise called 'own_double': name both alike"):
        registry.find("other")
    (own_course / "mine" / "lesson_91_more").mkdir()
    (own_course / "mine" / "lesson_91_more" / "other.py").write_text(OWN)
    with pytest.raises(CourseError, match="two exercises are called 'other'"):
        registry.find("other")


def test_outside_of_a_course_the_shipped_exercises_are_there(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert registry.find("double").points == 1
    assert registry.path_of("double").name == "double.py"


def test_an_instructors_own_exercise_that_is_not_here_is_no_error_of_the_learner(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CheckFailed, match=r"own_double: not judged here; .* when it is handed in"):
        check("own_double", lambda x: 2 * x)
    assert "✗ own_double: not judged here" in capsys.readouterr().out

    def own(x):
        return 2 * x

    assert working_version("own_double", own) is own
    monkeypatch.undo()  # in a course, the name is wrong
    with pytest.raises(ValueError, match="the nearest names are"):
        check("own_double", own)


def test_looking_up_one_exercise_imports_no_other():
    code = (
        "import sys; from bplib.course.registry import find; find('double'); "
        "print([m for m in sys.modules if '.lesson_' in m and m.count('.') > 3])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "['bplib.course.exercises.lesson_00_start_here.double']"


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_exercise_runs_as_it_is_made(kind, own_course):
    path = Path("mine/lesson_90_own/half_loss.py")
    path.write_text(exercise_source("half_loss", kind), encoding="utf-8")
    exercise = registry.find("half_loss")
    assert exercise.kind == kind
    assert assess("half_loss", exercise.right_answer()).passed
    for slip in exercise.slips:
        assert assess("half_loss", exercise.mistaken(slip)).mistake == slip.name


def test_an_unknown_exercise_names_the_nearest():
    with pytest.raises(ValueError, match=r"no exercise is called 'duoble'.*double"):
        registry.find("duoble")
