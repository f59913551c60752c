"""`bplib new`: three places to fill in, and a build that says what is left."""

import nbformat
import pytest
from test_course import LESSON, course  # noqa: F401, the fixture is used by its name

from bplib.cli import main
from bplib.course import build, notebooks, registry
from bplib.course.lessons import CourseError, notebook_path
from bplib.course.new import KINDS


@pytest.fixture
def own(course, monkeypatch):  # noqa: F811
    """A course that keeps its exercises, and the right answers, in its own folders."""
    (course / "pyproject.toml").write_text('[tool.bplib]\nexercises = "mine"\n')
    (course / "mine").mkdir()
    (course / "tests" / "right_answers").mkdir(parents=True)
    monkeypatch.chdir(course)
    monkeypatch.syspath_prepend(str(course / "mine"))
    yield course
    registry._load.cache_clear()


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_exercise_has_a_file_right_answers_and_three_cells(own, kind, capsys):
    assert main(["new", "half_loss", "--lesson", "0", "--kind", kind]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 3
    assert (own / f"mine/lesson_{LESSON}/half_loss.py").is_file()
    assert (own / f"tests/right_answers/lesson_{LESSON}/half_loss.py").is_file()
    made = notebooks.read(notebook_path(own, "solutions", LESSON))
    nbformat.validate(made)
    assert [c.id for c in made.cells[-3:]] == [
        "half-loss-statement",
        "half_loss_answer",
        "half_loss",
    ]
    with pytest.raises(CourseError) as refused:
        build.build(own, ["0"])
    said = str(refused.value)
    for part in (
        "cell 'half-loss-statement': still to write: ‹the heading",
        "cell 'half_loss_answer': still to write",
        "cell 'half_loss': still to write: ‹what the check tries›",
        f"mine/lesson_{LESSON}/half_loss.py, line 1: still to write: ‹What the exercise asks›",
        f"tests/right_answers/lesson_{LESSON}/half_loss.py, line 3: still to write",
    ):
        assert part in said


def test_a_name_that_is_none_or_taken_a_lesson_and_a_kind_that_are_not_there(own, capsys):
    for arguments, said in (
        (["Half-Loss", "--lesson", "0"], "cannot be an exercise's name"),
        (["double", "--lesson", "0"], "is called 'double' already"),
        (["half_loss", "--lesson", "77"], "no lesson is called '77'"),
        (
            ["half_loss", "--lesson", "0", "--kind", "essay"],
            "no kind of exercise is called 'essay'",
        ),
    ):
        assert main(["new", *arguments]) == 2
        assert said in capsys.readouterr().err
    assert not list((own / "mine").iterdir())
