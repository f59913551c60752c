"""Building lessons, finding them, and every fault that a build refuses, planted once."""

import copy
import json
import subprocess
import sys

import lesson_files
import nbformat
import pytest

from bplib.cli import main
from bplib.course import build as building
from bplib.course import faults, notebooks
from bplib.course.coursemap import MAP_CELL, update_maps
from bplib.course.finishing import finish
from bplib.course.lessons import CourseError, course_root, find_lesson, lesson_names, notebook_path
from bplib.course.preprocessors import blank_guesses, blank_named_values, guesses
from bplib.course.selfcheck import checking

LESSON = "00_start_here"


@pytest.fixture
def solution(root):
    return notebooks.read(notebook_path(root, "solutions", LESSON))


@pytest.fixture
def lesson(root):
    return lesson_files.lesson(root, LESSON)


@pytest.fixture
def course(root, tmp_path):
    """A copy of the course that holds one lesson."""
    (tmp_path / "nbgrader_config.py").write_bytes((root / "nbgrader_config.py").read_bytes())
    solution = notebook_path(root, "solutions", LESSON).read_bytes()
    for part, data in (("solutions", solution), ("lessons", lesson_files.data(root, LESSON))):
        target = notebook_path(tmp_path, part, LESSON)
        target.parent.mkdir(parents=True)
        target.write_bytes(data)
    for part in ("solutions", "lessons"):  # neither has the course's other lessons as neighbours
        path = notebook_path(tmp_path, part, LESSON)
        notebook = notebooks.read(path)
        finish(LESSON, notebook, [LESSON])
        if part == "lessons":
            notebooks.sign(notebook)
        notebooks.write(notebook, path)
    update_maps(tmp_path)
    return tmp_path


def cell(notebook, cell_id):
    return next(cell for cell in notebook.cells if cell.id == cell_id)


def plant(path, cell_id, source):
    notebook = notebooks.read(path)
    cell(notebook, cell_id).source = source
    notebooks.write(notebook, path)


# ---- finding -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wanted", ["0", "00", "start", LESSON, f"lessons/{LESSON}/", "00_start_here"]
)
def test_a_lesson_is_found_by_what_people_type(root, wanted):
    assert find_lesson(root, wanted) == LESSON


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ("1.5", "no lesson is called '1.5': choose one of 00_start_here"),
        ("²", "no lesson is called '²': choose one of"),
        ("one", "'one' fits 06_one_one_one and 07_two_two_one: say which one"),
        ("05_one_on_one", "no lesson is called '05_one_on_one': did you mean 06_one_one_one?"),
        ("any dept", "no lesson is called 'any dept': did you mean 08_any_depth?"),
    ],
)
def test_a_lesson_is_never_guessed(root, wanted, sentence):
    with pytest.raises(CourseError) as caught:
        find_lesson(root, wanted)
    assert str(caught.value).startswith(sentence)


@pytest.mark.parametrize("wanted", ["99", "_", "", "nothing like it"])
def test_no_such_lesson_names_those_there_are(root, wanted):
    with pytest.raises(CourseError, match=f"no lesson is called .*{LESSON}"):
        find_lesson(root, wanted)


def test_the_course_is_found_from_inside_and_not_from_outside(root, tmp_path):
    assert course_root(root / "lessons" / LESSON) == root
    with pytest.raises(CourseError, match="is not inside the course"):
        course_root(tmp_path)


# ---- stubs ---------------------------------------------------------------------------------------


def test_named_values_become_dots():
    answer = "_h = 2\na = _h * 3\nb = a\na = 4\nc, d = 1, 2"
    source = f"# Fill in.\n### BEGIN SOLUTION\n{answer}\n### END SOLUTION\n"
    assert blank_named_values(source) == "# Fill in.\na = ...\nb = ...\nc = ...\nd = ...\n"


def test_functions_are_left_to_nbgrader():
    source = "def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION"
    assert blank_named_values(source) == source
    loop = "### BEGIN SOLUTION\nfor i in range(3):\n    a = i\n### END SOLUTION"
    assert blank_named_values(loop) == loop


def test_an_example_guess_becomes_the_dots_that_a_guess_is_written_in_place_of():
    source = """# Before you run the next cell:
guess_é = 'ünd', 3  # two numbers
guess_a = guess_b = (
    "long"
    "er"
)
other = 3
guesses = (guess_a, 1)
guess_c = len("abc")
"""
    assert guesses(source) == {"guess_é": True, "guess_a": True, "guess_b": True}
    blanked = blank_guesses(source)
    assert blanked.startswith("# Before you run the next cell:\nguess_é = ...  # two numbers\n")
    assert guesses(blanked) == {"guess_é": False, "guess_a": False, "guess_b": False}
    assert blanked.endswith('other = 3\nguesses = (guess_a, 1)\nguess_c = len("abc")\n')
    assert blank_guesses(blanked) == blanked
    assert blank_guesses("%matplotlib inline\nguess_a = 3") == "%matplotlib inline\nguess_a = 3"


# ---- building ------------------------------------------------------------------------------------


def test_building_twice_changes_nothing(course):
    first = building.build(course, [])
    files = [notebook_path(course, part, LESSON) for part in ("solutions", "lessons")]
    before = [path.read_bytes() for path in files]
    second = building.build(course, ["0"])
    assert [line.split()[1] for line in first + second] == ["unchanged", "unchanged"]
    assert [path.read_bytes() for path in files] == before


def test_a_build_restores_what_was_lost(course):
    target = notebook_path(course, "lessons", LESSON)
    before = target.read_bytes()
    target.unlink()
    assert "written" in building.build(course, ["0"])[0]
    assert target.read_bytes() == before


def add_a_note(notebook):
    notebook.cells.append(nbformat.v4.new_markdown_cell("What I did not see at first.", id="note"))


TYPED = {
    "an answer": ("double_answer", lambda c: c.update(source="def double(x): return x + x")),
    "a guess": ("symbol", lambda c: c.update(source="guess = 3")),
    "a sentence": ("run-a-cell", lambda c: c.update(source=c.source + " I see.")),
    "a cell of one's own": ("note", None),
}


@pytest.mark.parametrize("what", TYPED)
def test_a_build_overwrites_nothing_that_was_typed_without_a_copy(
    course, capsys, monkeypatch, what
):
    target = notebook_path(course, "lessons", LESSON)
    handed_out = target.read_bytes()
    notebook = notebooks.read(target)
    cell_id, change = TYPED[what]
    if change:
        change(cell(notebook, cell_id))
    else:
        add_a_note(notebook)
    notebooks.write(notebook, target)
    mine = target.read_bytes()
    monkeypatch.chdir(course)
    assert main(["build", "0"]) == 2
    assert f"holds what somebody typed, cell {cell_id!r}: copy" in capsys.readouterr().err
    assert target.read_bytes() == mine
    assert main(["build", "0", "--force"]) == 0
    (copy,) = target.parent.glob("*.before-*.ipynb")
    assert f"what was typed is kept in lessons/{LESSON}/{copy.name}" in capsys.readouterr().out
    assert copy.read_bytes() == mine
    assert target.read_bytes() == handed_out


def test_a_build_keeps_a_lesson_that_it_cannot_read(course):
    target = notebook_path(course, "lessons", LESSON)
    target.write_text("{ half of it")
    with pytest.raises(CourseError, match="holds a file that cannot be read"):
        building.build(course, ["0"])
    building.build(course, ["0"], force=True)
    (copy,) = target.parent.glob("*.before-*.ipynb")
    assert copy.read_text() == "{ half of it"


def test_copies_of_one_second_do_not_replace_each_other(course):
    target = notebook_path(course, "lessons", LESSON)
    handed_out = target.with_name("handed-out.ipynb")
    handed_out.write_bytes(target.read_bytes())
    for number in range(3):
        plant(target, "double_answer", f"answer {number}")
        building.keep_what_was_typed(target, handed_out, force=True)
    kept = [notebooks.read(path) for path in target.parent.glob("*.before-*.ipynb")]
    assert {cell(book, "double_answer").source[-1] for book in kept} == {"0", "1", "2"}


def test_a_lesson_that_says_already_what_would_replace_it_needs_neither_force_nor_copy(course):
    target = notebook_path(course, "lessons", LESSON)
    handed_out = target.with_name("handed-out.ipynb")
    handed_out.write_bytes(target.read_bytes())
    notebook = notebooks.read(target)
    del notebook.metadata["bplib"]  # as a program may, or an edition before lessons were signed
    notebooks.write(notebook, target)
    assert building.keep_what_was_typed(target, handed_out, force=False) == ""
    assert not list(target.parent.glob("*.before-*.ipynb"))


def test_a_lesson_that_was_only_run_is_built_again_and_so_is_one_of_an_older_solution(course):
    target = notebook_path(course, "lessons", LESSON)
    handed_out = target.read_bytes()
    notebook = notebooks.read(target)
    cell(notebook, "imports").update(execution_count=3, outputs=[])
    notebook.metadata["language_info"] = {"name": "python", "version": "3.11.2"}
    notebooks.write(notebook, target)
    plant(notebook_path(course, "solutions", LESSON), "recap", "## Recap\n\nAnother one.")
    assert "written" in building.build(course, ["0"])[0]
    assert cell(notebooks.read(target), "recap").source == "## Recap\n\nAnother one."
    assert target.read_bytes() != handed_out
    assert not list(target.parent.glob("*.before-*.ipynb"))


def test_the_map_is_not_written_into_a_lesson_that_was_typed_in(course):
    target = notebook_path(course, "lessons", LESSON)
    plant(target, MAP_CELL, "my own map")
    before = target.read_bytes()
    assert update_maps(course) == []
    assert target.read_bytes() == before


@pytest.mark.parametrize(
    ("cell_id", "source", "fault"),
    [
        ("imports", "1 / 0", "cell 'imports': raises ZeroDivisionError"),
        ("imports", "import sys; print('x', file=sys.stderr)", "cell 'imports': writes to stderr"),
        ("imports", "print(object())", "cell 'imports': its output holds an address"),
        ("recap", "```\nreturn 2 * np.asarray(x)\n```", "cell 'recap': gives away the answer"),
        (
            "symbol",
            "x = sp.Symbol('x')\nfrom bplib.course.checking import find\n_ = find('double')",
            "reaches",
        ),
        ("double", 'check("double", double)', "cell 'double': its first line does not say"),
        ("double", '# Checks.\ncheck("other", double)', "cell 'double': does not check"),
        ("run-a-cell", "### BEGIN SOLUTION", "(?i)no end solution"),
        ("first-exercise", "nothing", "cell 'double': no text above it says"),
    ],
)
def test_a_faulty_lesson_is_refused_with_its_cell_named(
    course, monkeypatch, cell_id, source, fault
):
    monkeypatch.setattr(faults, "MIN_LEAK", 20)
    path = notebook_path(course, "solutions", LESSON)
    plant(path, cell_id, source)
    planted = path.read_bytes()
    lesson = notebook_path(course, "lessons", LESSON).read_bytes()
    with pytest.raises(CourseError, match=fault):
        building.build(course, ["0"])
    assert path.read_bytes() == planted
    assert notebook_path(course, "lessons", LESSON).read_bytes() == lesson


def test_a_slow_lesson_is_refused(course, monkeypatch):
    monkeypatch.setattr(faults, "MAX_SECONDS", 0.1)
    with pytest.raises(CourseError, match=r"it takes .* s of processor time, more than 0.1 s"):
        building.build(course, ["0"])


def test_structure_faults_name_the_cell(solution):
    def found(change):
        notebook = copy.deepcopy(solution)
        change(notebook)
        return "\n".join(faults.structure_faults(LESSON, notebook))

    assert faults.structure_faults(LESSON, solution) == []

    def repeat(notebook):
        notebook.cells.append(copy.deepcopy(cell(notebook, "double")))

    def unname(notebook):
        cell(notebook, "double").metadata.nbgrader.grade_id = ""

    def number(notebook):
        cell(notebook, "imports").id = "cell-4F2"

    def cheapen(notebook):
        cell(notebook, "double").metadata.nbgrader.points = 5

    def drop(notebook):
        notebook.cells = [c for c in notebook.cells if c.id != "double"]

    def untag(notebook):
        cell(notebook, "double").metadata.tags = []

    def ungrade(notebook):
        del cell(notebook, "double").metadata["nbgrader"]

    def reach(line):
        return lambda notebook: setattr(cell(notebook, "imports"), "source", line)

    def one_hint(notebook):
        exercise = cell(notebook, "first-exercise")
        exercise.source = exercise.source.replace("<details>", "<p>", 1)

    def nameless(notebook):
        cell(notebook, "predict").source += "\n\n| a | |\n|---|---|\n| 1 | 2 |\n"

    def by_a_formula(notebook):
        cell(notebook, "predict").source += "\n\n| $n$ | a |\n|---|---|\n| 1 | 2 |\n"

    assert "cell 'double': a second cell with this id" in found(repeat)
    assert "cell 'predict': a column of a table has no name: | a | |" in found(nameless)
    assert "cell 'predict': a column of a table has no name: | $n$ | a |" in found(by_a_formula)
    assert "cell 'double': a grade cell without a name" in found(unname)
    assert "cell 'cell-4F2': its id is not words" in found(number)
    assert "cell 'double': its points (5) differ" in found(cheapen)
    assert "exercise 'double': no cell checks it" in found(drop)
    assert "cell 'double': lacks the tag raises-exception" in found(untag)
    assert "cell 'double': calls check but is not a graded cell" in found(ungrade)
    assert "does not hold two folded hints" in found(one_hint)
    assert "cell 'imports': guess_b is `...`" in found(reach("guess_a = 1\nguess_b = ...  # b"))
    for line in (
        "from bplib.course.exercises.lesson_00_start_here.double import EXERCISE",
        "import bplib.course.exercises.lesson_00_start_here as here",
        "from bplib.course import check, exercises",
        "from bplib.course import (\n    check,\n    registry,\n)",
        "from bplib.course.registry import find",
    ):
        assert "cell 'imports': imports bplib.course.exercises or its registry" in found(
            reach(line)
        ), line


def test_a_leak_is_found_where_the_stub_was_not_cleared(solution, lesson):
    assert faults.leak_faults(solution, lesson) == []
    leaky = copy.deepcopy(lesson)
    leaky.cells[0].source = cell(solution, "double_answer").source
    assert "holds a solution" in "\n".join(faults.leak_faults(solution, leaky))


def test_normalising_removes_what_changes_from_run_to_run(solution):
    dirty = copy.deepcopy(solution)
    for number, part in enumerate(dirty.cells):
        part.metadata["execution"] = {"iopub.execute_input": "2026-01-01"}
        part.metadata["collapsed"] = True
        if part.cell_type == "code":
            part.execution_count = 40 + number
    dirty.metadata["language_info"] = {"name": "python", "version": "3.99"}
    clean = notebooks.normalise(dirty)
    assert nbformat.writes(clean) == nbformat.writes(notebooks.normalise(solution))


def test_normalising_keeps_a_folded_cell_folded(solution):
    solution = copy.deepcopy(solution)
    solution.cells[1].metadata["jupyter"] = {"source_hidden": True, "outputs_hidden": False}
    solution.cells[2].metadata["jupyter"] = {"source_hidden": False}
    clean = notebooks.normalise(solution)
    assert clean.cells[1].metadata.jupyter == {"source_hidden": True}
    assert "jupyter" not in clean.cells[2].metadata


# ---- checking one's own answers ------------------------------------------------------------------


def test_bplib_check_prints_a_table_and_fails_until_all_pass(course, capsys, monkeypatch):
    monkeypatch.chdir(course)
    path = notebook_path(course, "lessons", LESSON)
    plant(path, "double_answer", "def double(x):\n    return x * x")
    plant(path, "first_numbers_answer", "slope = 6\nchange = 0.06")
    plant(path, "symbol", "x = sp.Symbol('x')\n1 / 0")
    plant(path, "first_expression_answer", "nothing = 1")
    before = path.read_bytes()
    assert main(["check", "00"]) == 1
    printed = capsys.readouterr().out
    lines = {line.split()[0]: line for line in printed.splitlines() if line.strip()}
    assert "wrong values" in lines["double"]
    assert "For which two numbers" in lines["double"]
    assert "0/1" in lines["double"]
    assert "passed" in lines["first_numbers"]
    assert "not attempted" in lines["first_expression"]
    assert "'derivative' is not defined yet" in lines["first_expression"]
    assert "ZeroDivisionError" in lines["(a"]
    assert "1/3" in lines["total"]
    assert path.read_bytes() == before


def test_bplib_check_passes_a_solved_notebook_anywhere(root, tmp_path, capsys):
    copied = tmp_path / "my copy (1).ipynb"
    copied.write_bytes(notebook_path(root, "solutions", LESSON).read_bytes())
    (checked,) = checking.check_lessons(root, [str(copied)])
    assert [row.outcome for row in checked.rows] == ["passed"] * 3


def test_a_dead_kernel_and_an_unknown_exercise_get_a_row(course, monkeypatch):
    monkeypatch.setattr(checking, "CELL_SECONDS", 5)  # nbval notices a death only after this
    path = notebook_path(course, "lessons", LESSON)
    plant(path, "first_numbers_answer", "import os; os._exit(1)")
    notebook = notebooks.read(path)
    cell(notebook, "first_expression").metadata.nbgrader.grade_id = "renamed"
    notebooks.write(notebook, path)
    (checked,) = checking.check_lessons(course, [str(path)])
    rows = {row.exercise: row for row in checked.rows}
    assert rows["first_numbers"].outcome == "no answer"
    assert "did not answer any more from the answer to first_numbers on" in (
        rows["first_numbers"].diagnosis
    )
    assert rows["renamed"].outcome == "no such exercise"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "cannot be read: the file is empty"),
        ("not json", "cannot be read: the file is not JSON"),
        ("{}", "cannot be read: the file is JSON but not a notebook"),
        ('{"cells": []}', "cannot be read: the notebook has no cell"),
        ('{"cells": [{"cell_type": "code", "source": "check(1)"}]}', "holds no exercise"),
        (
            '{"cells": [], "metadata": {"kernelspec": {"name": "ir", "language": "R", '
            '"display_name": "R"}}, "nbformat": 4, "nbformat_minor": 5}',
            "is written in R",
        ),
    ],
)
def test_broken_and_foreign_notebooks_get_one_sentence(root, tmp_path, capsys, content, sentence):
    path = tmp_path / "broken.ipynb"
    path.write_text(content)
    assert main(["check", str(path)]) == 2
    printed = capsys.readouterr()
    assert sentence in printed.err
    assert printed.err.count("\n") == 1
    assert path.read_text() == content


@pytest.mark.parametrize("command", ["check", "build", "lab"])
def test_an_unknown_lesson_gets_one_sentence_and_status_two(command, capsys):
    assert main([command, "77"]) == 2
    assert "no lesson is called '77'" in capsys.readouterr().err


def test_outside_the_course_a_command_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["check"]) == 2
    assert "is not inside the course" in capsys.readouterr().err


# ---- the command itself --------------------------------------------------------------------------


def test_help_reads_like_a_manual():
    page = subprocess.run(
        [sys.executable, "-m", "bplib", "--help"], capture_output=True, text=True, check=True
    ).stdout
    for part in ("lab", "build", "check", "doctor", "examples:", "exit status:"):
        assert part in page


def test_importing_bplib_loads_neither_sympy_nor_matplotlib():
    code = (
        "import sys, bplib; "
        "print([m for m in ('numpy', 'sympy', 'matplotlib', 'IPython') if m in sys.modules]); "
        "bplib.Network; from bplib.course.registry import lesson_exercises; lesson_exercises(); "
        "print([m for m in ('sympy', 'matplotlib', 'IPython') if m in sys.modules])"
    )
    printed = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    assert printed.split("\n")[:2] == ["[]", "[]"]


def test_no_command_waits_for_a_grammar_that_nobody_needs():
    code = (
        "import sys, bplib.cli, bplib.course.selfcheck.checking; "
        "from bplib.grading.gradebook import batch; "
        "print('jsonschema' in sys.modules, 'lark' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "True False\n"


def test_lessons_are_listed_in_order(root):
    assert lesson_names(root) == sorted(lesson_names(root))
    assert json.loads(lesson_files.data(root, LESSON))["nbformat_minor"] == 5
