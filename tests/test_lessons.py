"""Every lesson is what its solution generates, and is stored as the build would store it."""

import re

import lesson_files
import pytest
from nbconvert.exporters import ScriptExporter

from bplib.course import notebooks
from bplib.course.build import generate
from bplib.course.checks.report import MIME
from bplib.course.coursemap import MAP_CELL, MARKS, PATHS, course_map, entries
from bplib.course.faults import RAISES, leak_faults, output_faults, structure_faults
from bplib.course.finishing import LAST_CELL, finish
from bplib.course.lessons import lesson_names, notebook_path
from bplib.course.preprocessors import guesses
from bplib.course.registry import lesson_exercises

LESSONS = tuple(lesson_exercises())
SECOND_READING = "You may leave this section for a second reading."


def solution(root, lesson):
    return notebooks.read(notebook_path(root, "solutions", lesson))


def test_every_lesson_has_exercises_and_every_exercise_a_lesson(root):
    assert tuple(lesson_names(root)) == LESSONS


def test_the_map_in_the_readme_and_in_lesson_00_is_what_the_lessons_say(root):
    readme = (root / "README.md").read_text(encoding="utf-8")
    assert f"{MARKS[0]}\n{course_map(root, 'lessons/')}\n{MARKS[1]}" in readme, "run `bplib build`"
    cells = {cell.id: cell.source for cell in solution(root, LESSONS[0]).cells}
    assert course_map(root, "../") in cells[MAP_CELL], "run `bplib build`"


def test_no_lesson_needs_a_later_one_and_no_path_leaves_out_what_it_needs(root):
    needs = {entry.number: entry.needs for entry in entries(root)}
    for number, needed in needs.items():
        assert all(earlier < number for earlier in needed), number
        assert set(needed) <= set(needs)
    assert {last for _, last, _ in PATHS.values()} <= {*needs, "99"}


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_lesson_is_what_the_solution_generates(root, tmp_path, lesson):
    notebooks.write(solution(root, lesson), notebook_path(tmp_path, "solutions", lesson))
    generated = generate(root, tmp_path, [lesson])[lesson]
    assert generated.read_bytes() == lesson_files.data(root, lesson), "run `bplib build`"


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_solution_is_stored_normalised_and_without_faults(root, tmp_path, lesson):
    notebook = solution(root, lesson)
    stored = notebook_path(root, "solutions", lesson)
    again = tmp_path / "again.ipynb"
    finished = notebooks.normalise(notebook)
    finish(lesson, finished, lesson_names(root))
    notebooks.write(finished, again)
    assert again.read_bytes() == stored.read_bytes(), "run `bplib build`"
    assert stored.stat().st_size < 1_000_000
    faults = structure_faults(lesson, notebook) + output_faults(notebook, 0.0)
    faults += leak_faults(notebook, lesson_files.lesson(root, lesson))
    assert faults == []


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_filled_with_the_reference_answers_is_the_solution(root, lesson):
    """So what nbval runs, and sees pass, is what a learner ends with."""
    filled, solved = lesson_files.lesson(root, lesson), solution(root, lesson)
    sources = {cell.id: cell.source for cell in solved.cells}
    answers = notebooks.answer_cells(filled).values()
    guessed = [cell for cell in filled.cells if cell.cell_type == "code" and guesses(cell.source)]
    for cell in [*answers, *guessed]:
        cell.source = sources[cell.id]
    assert [(cell.id, cell.source) for cell in filled.cells] == list(sources.items())


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_guess_is_an_example_in_the_solution_and_open_in_the_lesson(root, lesson):
    for notebook, made in (
        (solution(root, lesson), True),
        (lesson_files.lesson(root, lesson), False),
    ):
        code = [cell for cell in notebook.cells if cell.cell_type == "code"]
        found = {name: done for cell in code for name, done in guesses(cell.source).items()}
        assert found == dict.fromkeys(found, made)
        assert (code[-1].id == LAST_CELL) == bool(found)
        for cell in code:
            assert RAISES in cell.metadata.get("tags", ()) or not guesses(cell.source), cell.id


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_title_block_has_a_line_for_each_label(root, lesson):
    lines = solution(root, lesson).cells[0].source.splitlines()
    items = [line.split("**")[1] for line in lines if line.startswith("- **")]
    assert items == ["You will", "You will learn", "You need", "Time"]


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_check_of_the_solution_passed(root, lesson):
    cells = notebooks.exercise_cells(solution(root, lesson))
    outcomes = {name: cell.outputs[0].data[MIME]["outcome"] for name, cell in cells.items()}
    assert set(outcomes.values()) == {"passed"}, outcomes


@pytest.mark.parametrize("lesson", LESSONS)
def test_an_answer_should_be_read_again_under_a_heading_that_exists(root, lesson):
    text = "\n".join(c.source for c in solution(root, lesson).cells if c.cell_type == "markdown")
    headings = {line.lstrip("# ") for line in text.splitlines() if line.startswith("#")}
    for exercise in lesson_exercises()[lesson]:
        assert exercise.read_again in headings, (exercise.name, exercise.read_again)


@pytest.mark.parametrize("lesson", LESSONS)
def test_no_core_exercise_needs_a_section_for_a_second_reading(root, lesson):
    """The sentence opens a section; what is core stands, and is to be read again, elsewhere."""
    texts = [cell.source for cell in solution(root, lesson).cells if cell.cell_type == "markdown"]
    page = re.sub(r"```.*?```", "", "\n\n".join(texts), flags=re.DOTALL)
    parts = re.split(r"^(#+) (.*)\n", page, flags=re.MULTILINE)
    core = {e.title: e.read_again for e in lesson_exercises()[lesson] if e.core}
    waits = 7  # the level of the section that may wait, 7 where none does
    for marks, heading, text in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        level = len(marks)
        if text.strip().startswith(SECOND_READING):
            waits = min(waits, level)
        elif level <= waits and not heading.startswith("Exercise: "):
            waits = 7
        rest = text.strip().removeprefix(SECOND_READING)
        assert "second reading" not in rest or "sections that say" in rest, heading
        if waits < 7:
            assert heading.removeprefix("Exercise: ") not in core, heading
            assert heading not in core.values(), heading


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_picture_has_a_text_alternative(root, lesson):
    for cell in solution(root, lesson).cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            assert "image/png" not in data, f"cell {cell.id}: use plots.show(figure, alt=…)"
            page = data.get("text/html", "")
            if "<svg" in page or "<img" in page:
                assert "aria-label=" in page or 'alt="' in page, cell.id
                assert len(data["text/plain"]) > 20, cell.id


@pytest.mark.parametrize("folder", ["solutions", "lessons"])
def test_a_notebook_becomes_a_python_script(root, folder):
    """`jupyter nbconvert --to script` takes the file's ending from the notebook."""
    for lesson in LESSONS:
        found = ScriptExporter().from_filename(str(notebook_path(root, folder, lesson)))[1]
        assert found["output_extension"] == ".py", lesson
