"""What a learner wrote survives every update: cell by cell, and 200 times at random."""

import errno
import json
import os
import random
import re
import shutil

import nbformat
import pytest
from learner_edits import LESSON, Learner, a_course, changed_course, lesson, publish
from nbformat.v4 import new_code_cell, new_markdown_cell

from bplib.course import notebooks
from bplib.course.lessons import CourseError
from bplib.course.workspace import copies, renewal
from bplib.course.workspace.carry import CHANGED, ELSEWHERE, GONE, KEPT, NOW, carry
from bplib.course.workspace.places import Workspace
from bplib.course.workspace.values import filled_in, with_values

WORD = re.compile(r"mine\d{5}z")


def cell(notebook, name):
    """Return the cell of an id."""
    [found] = [one for one in notebook.cells if one.get("id") == name]
    return found


def written(**sources):
    """Return the lesson with other sources in some cells."""
    notebook = lesson()
    for name, source in sources.items():
        cell(notebook, name.replace("__", "-")).source = source
    return notebook


def carried(mine, new, **options):
    return carry(lesson(), mine, new, **options)


def ids(notebook):
    return [one.id for one in notebook.cells]


# ---- one cell at a time --------------------------------------------------------------------------


def test_an_answer_stays_where_the_course_has_not_changed_its_cell():
    found = carried(written(double_answer="def double(x): return 2 * x"), written(section="New."))
    assert cell(found.notebook, "double_answer").source == "def double(x): return 2 * x"
    assert cell(found.notebook, "section").source == "New."
    assert (found.answers, found.own, found.beside) == (1, 0, ())
    assert ids(found.notebook) == ids(lesson())


def test_an_answer_stays_and_the_new_stub_stands_below_it():
    stub = "def double(x, y):\n    raise NotImplementedError"
    found = carried(written(double_answer="answer"), written(double_answer=stub))
    place = ids(found.notebook).index("double_answer")
    assert found.notebook.cells[place].source == "answer"
    below = found.notebook.cells[place + 1]
    assert below.source == f"{NOW}\n\n{stub}"
    assert below.cell_type == "raw"  # it does not run
    assert found.beside == ("double_answer",)


def test_given_code_that_both_changed_is_the_courses_with_the_learners_below():
    found = carried(written(imports="import numpy\nimport os"), written(imports="import sympy"))
    place = ids(found.notebook).index("imports")
    assert found.notebook.cells[place].source == "import sympy"
    assert found.notebook.cells[place + 1].source == f"{CHANGED}\n\nimport numpy\nimport os"


def test_a_note_in_a_text_of_the_course_stays_a_text():
    mine = written(section="## A section\n\nText of it. **Mind this.**")
    found = carried(mine, written(section="## Another section"))
    place = ids(found.notebook).index("section")
    assert found.notebook.cells[place + 1].cell_type == "markdown"
    assert "**Mind this.**" in found.notebook.cells[place + 1].source


def test_an_answer_to_an_exercise_that_is_gone_is_kept_where_it_stood():
    new = lesson()
    new.cells = [one for one in new.cells if not one.id.startswith("double")]
    found = carried(written(double_answer="my answer"), new)
    kept = [one for one in found.notebook.cells if KEPT in one.metadata.get("tags", [])]
    assert [one.source for one in kept] == [f"{GONE}\n\nmy answer"]
    assert found.notebook.cells[found.notebook.cells.index(kept[0]) - 1].id == "one"


def test_what_stands_below_a_cell_is_told_in_the_readers_words():
    new = written(
        section="<div id='other'></div>\n\n## Another section",
        imports="import sympy",
        half_answer="def half(x, y): raise NotImplementedError",
    )
    new.cells = [one for one in new.cells if not one.id.startswith("double")]
    mine = written(
        title="# Mine",
        imports="import os",
        section="Mine.",
        half_answer="mine",
        double_answer="mine",
    )
    said = renewal.in_words(carried(mine, new))
    assert said.startswith("2 of your answers and notes carried over, see what stands below ")
    assert said.endswith(
        "below “import sympy” under “Mine”, “Another section”, "
        "“print(guess_one)” under “Another section”, the answer to half now"
    )
    new.cells = [one for one in new.cells if one.id != "title"]
    assert "see what stands below the top, " in renewal.in_words(carried(mine, new))


def test_values_and_guesses_are_carried_over_by_their_names():
    mine = written(
        numbers_answer="slope = 6\nchange = 0.06", guess__one="guess_one = 4  # a number"
    )
    new = written(
        numbers_answer="# To four digits.\nchange = ...\nslope = ...\nmore = ...",
        guess__one="guess_one = ...  # a number of metres",
    )
    found = carried(mine, new).notebook
    expected = "# To four digits.\nchange = 0.06\nslope = 6\nmore = ..."
    assert cell(found, "numbers_answer").source == expected
    assert cell(found, "guess-one").source == "guess_one = 4  # a number of metres"


@pytest.mark.parametrize(
    ("mine", "old", "new", "expected"),
    [
        ("a = 1", "a = ...", "a = ...", "a = 1"),
        ("é = 'ä'  # b", "é = ...  # b", "é = ...\nc = ...", "é = 'ä'\nc = ..."),
        ("a = (1,\n 2)", "a = ...", "a = ...  # two", "a = (1,\n 2)  # two"),
        ("a = 1", "a = ...", "b = ...", None),  # no place any more
        ("a = 1\nprint(a)", "a = ...", "a = ...", None),  # more than values
        ("a = ", "a = ...", "a = ...", None),  # unfinished
        ("f(1)", "f()", "f(2)", None),  # nothing to fill in
    ],
)
def test_values_are_filled_in_or_left_to_the_reader(mine, old, new, expected):
    assert filled_in(mine, old, new) == expected


def test_other_values_keep_the_rest_of_a_cell():
    assert with_values("a = 1  # one\nb = a", {"a": "..."}) == "a = ...  # one\nb = a"


def test_cells_of_ones_own_follow_the_cell_that_they_stood_after():
    mine = lesson()
    mine.cells.insert(0, new_markdown_cell("At the top."))
    mine.cells.insert(3, new_code_cell("after_imports = 1"))
    new = lesson()
    new.cells = [*new.cells[3:], *new.cells[:3]]
    found = carried(mine, new)
    sources = [one.source for one in found.notebook.cells]
    assert sources[0] == "At the top."
    assert sources[sources.index("import numpy as np") + 1] == "after_imports = 1"
    assert found.own == 2


def test_a_copy_of_an_answer_is_no_second_answer():
    mine = lesson()
    double = nbformat.from_dict(dict(cell(mine, "double_answer")))
    mine.cells.append(nbformat.from_dict({**double, "id": "pasted", "source": "second"}))
    found = carried(mine, written(section="New.")).notebook
    assert "nbgrader" not in cell(found, "pasted").metadata
    assert cell(found, "double_answer").source == cell(lesson(), "double_answer").source


def test_an_answer_whose_cell_lost_its_id_is_known_by_its_exercise():
    mine = written(double_answer="mine")
    for one in mine.cells:
        one.pop("id")
    found = carried(mine, written(section="New.")).notebook
    assert ids(found) == ids(lesson())
    assert cell(found, "double_answer").source == "mine"


def test_what_a_cell_showed_stays_where_its_source_does():
    mine = lesson()
    shown = nbformat.v4.new_output("stream", name="stdout", text="4\n")
    for name in ("imports", "one"):
        cell(mine, name).update(outputs=[shown], execution_count=3)
    found = carried(mine, written(one="print(2)")).notebook
    assert cell(found, "imports").outputs == [shown]
    assert cell(found, "one").outputs == []


def test_two_copies_of_one_learner_become_one_and_twice_changes_nothing():
    first, second = written(double_answer="first", half_answer="h"), written(double_answer="second")
    second.cells.append(new_markdown_cell("A note.", id="note"))
    once = carried(first, second, answers_stay=False).notebook
    assert cell(once, "double_answer").source == "second"
    assert cell(once, "half_answer").source == "h"
    assert f"{ELSEWHERE}\n\nfirst" in [one.source for one in once.cells]
    twice = carried(first, once, answers_stay=False).notebook
    assert [one.source for one in twice.cells] == [one.source for one in once.cells]


def test_where_the_old_version_is_lost_the_course_is_new_and_what_differs_stands_beside():
    guess = "guess_one = 2  # a number"
    mine = written(section="Old text.", double_answer="mine", guess__one=guess)
    found = carry(None, mine, lesson()).notebook
    place = ids(found).index("section")
    assert found.cells[place].source == cell(lesson(), "section").source
    assert found.cells[place + 1].source.endswith("Old text.")
    assert cell(found, "double_answer").source == "mine"
    assert cell(found, "guess-one").source == guess


# ---- at random -----------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(10))
def test_nothing_that_was_written_is_lost_in_twenty_edits_and_updates(tmp_path, monkeypatch, seed):
    monkeypatch.setattr(os, "fsync", lambda _: None)  # the disk takes longer than all the rest
    rng = random.Random(seed)
    course = a_course(tmp_path)
    workspace, _ = copies.make(tmp_path / "my-lessons", course)
    path, learner, ever = workspace.notebook(LESSON), Learner(rng), set()
    version = lesson()
    for step in range(20):
        mine = copies.read(path)
        for _ in range(rng.randint(1, 4)):
            learner.edit(mine)
        path.write_text(json.dumps(mine), encoding="utf-8")  # as it is, doubled ids and all
        ever |= words(path)
        before = words_written(path)
        if rng.random() < 0.1:
            renewal.reset(workspace, course, LESSON)
        else:
            version = changed_course(version, rng, step)
            publish(course, version)
            list(renewal.update(workspace, course))
            assert before <= words_written(path), f"step {step}"
        nbformat.validate(notebooks.read(path))
        names = ids(notebooks.read(path))
        assert len(names) == len(set(names))
        assert ever <= set().union(*map(words, everything(workspace))), f"step {step}"
        assert {one.id for one in version.cells} <= set(names)
        assert renewal.newer(workspace, course) == []
    assert len(ever) > 10


def words(path):
    """Return the learner's words anywhere in a file, outputs included."""
    return set(WORD.findall(path.read_text("utf-8")))


def words_written(path):
    """Return the learner's words in what the cells of a file hold."""
    cells = copies.read(path).cells
    return set(WORD.findall("\n".join(f"{c.source}{c.get('attachments', '')}" for c in cells)))


class Killed(BaseException):
    """The process ends here."""


FAULTS = {"killed": Killed(), "full": OSError(errno.ENOSPC, "No space left on device")}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("command", ["update", "reset"])
def test_at_any_moment_the_file_is_the_old_or_the_new_one_whole(
    tmp_path, monkeypatch, command, fault
):
    course = a_course(tmp_path)
    copies.make(tmp_path / "mine", course)
    mine = Workspace(tmp_path / "mine")
    begun = notebooks.read(mine.notebook(LESSON))
    cell(begun, "double_answer").source = "mine00001z"
    notebooks.write(begun, mine.notebook(LESSON))
    old = mine.notebook(LESSON).read_bytes()
    publish(course, written(section="New.", double_answer="new stub"))
    moments = []
    for name, when in ((name, when) for name in ("fsync", "replace") for when in range(3)):
        workspace = Workspace(tmp_path / f"{name}-{when}")
        shutil.copytree(mine.folder, workspace.folder)
        path = workspace.notebook(LESSON)
        run = {
            "update": lambda workspace=workspace: list(renewal.update(workspace, course)),
            "reset": lambda workspace=workspace: renewal.reset(workspace, course, LESSON),
        }[command]
        with monkeypatch.context() as patch:
            patch.setattr(os, name, failing(getattr(os, name), when, FAULTS[fault]))
            with pytest.raises((Killed, CourseError)) as stop:
                run()
        moments.append(path.read_bytes() == old)
        if fault == "full":
            assert str(stop.value).endswith("cannot be written: the disk is full; nothing is lost")
        assert "mine00001z" in set().union(*map(words, everything(workspace)))
        run()  # once more, and it is done
        assert cell(notebooks.read(path), "section").source == "New."
        assert "mine00001z" in set().union(*map(words, everything(workspace)))
        assert not list(workspace.folder.rglob(".*.new"))
    assert moments == [True] * 6  # the file itself is written last


def failing(really, when, fault):
    """Return a function that fails from a call on."""
    calls = iter(range(1000))

    def fails(*arguments):
        if next(calls) >= when:
            raise fault
        return really(*arguments)

    return fails


def everything(workspace):
    kept = workspace.kept
    return [workspace.notebook(LESSON), *(kept.iterdir() if kept.is_dir() else ())]


def saved_meanwhile(workspace, monkeypatch, how_often):
    """Let JupyterLab save a lesson whenever an update has just read it."""
    path, remember = workspace.notebook(LESSON), copies.remember
    saves = iter(range(how_often))

    def remember_while_somebody_saves(*arguments):
        remember(*arguments)
        for number in saves:
            notebook = notebooks.read(path)
            cell(notebook, "half_answer").source = f"mine{number:05d}z"
            notebooks.write(notebook, path)
            break

    monkeypatch.setattr(copies, "remember", remember_while_somebody_saves)
    return path


def test_what_is_saved_while_an_update_runs_comes_along(tmp_path, monkeypatch):
    course = a_course(tmp_path)
    workspace, _ = copies.make(tmp_path / "my-lessons", course)
    publish(course, written(section="New."))
    path = saved_meanwhile(workspace, monkeypatch, 1)
    [said] = renewal.update(workspace, course)
    assert said.startswith(f"{LESSON}: 1 of your answers")
    assert words(path) == {"mine00000z"}
    assert cell(notebooks.read(path), "section").source == "New."


def test_an_update_gives_way_to_somebody_who_saves_all_the_time(tmp_path, monkeypatch):
    course = a_course(tmp_path)
    workspace, _ = copies.make(tmp_path / "my-lessons", course)
    publish(course, written(section="New."))
    path = saved_meanwhile(workspace, monkeypatch, 100)
    [said] = renewal.update(workspace, course)
    assert said == (
        f"{LESSON}: left as it is, since {path} is being written: close it in JupyterLab, then "
        "update again"
    )
    assert words(path)
    assert cell(notebooks.read(path), "section").source != "New."
