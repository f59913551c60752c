"""A lesson filled with the reference answers passes every check, as `bplib check` sees it."""

import pytest
from sample_class import answer_names

from bplib.course import notebooks
from bplib.course.lessons import notebook_path
from bplib.course.selfcheck import check_lessons, table
from bplib.exercises import lesson_exercises


@pytest.mark.parametrize("lesson", tuple(lesson_exercises()))
def test_a_lesson_filled_with_the_reference_answers_passes(root, tmp_path, lesson):
    notebook = notebooks.read(notebook_path(root, "lessons", lesson))
    checks = notebooks.exercise_cells(notebook)
    for key, cell in notebooks.answer_cells(notebook).items():
        name = key.removesuffix("_answer")
        value = f'find("{name}").right_answer()'
        lines = ["from bplib.exercises import find"]
        for part, variable in answer_names(checks[name].source).items():
            lines.append(f'{variable} = {value}["{part}"]' if part else f"{variable} = {value}")
        cell.source = "\n".join(lines)
    path = tmp_path / f"{lesson}.ipynb"
    notebooks.write(notebook, path)
    rows = check_lessons(root, [str(path)])
    assert len(rows) == len(checks), table(rows)
    assert all(row.passed for row in rows), table(rows)
