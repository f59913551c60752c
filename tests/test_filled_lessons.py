"""A lesson filled with the reference answers passes every check, as `bplib check` sees it."""

import pytest
from sample_class import answer_names, find_keys

from bplib.course import notebooks
from bplib.course.lessons import notebook_path
from bplib.course.selfcheck import check_lessons, table
from bplib.exercises import find, lesson_exercises


@pytest.mark.parametrize("lesson", tuple(lesson_exercises()))
def test_a_lesson_filled_with_the_reference_answers_passes(root, tmp_path, lesson):
    notebook = notebooks.read(notebook_path(root, "lessons", lesson))
    checks = notebooks.exercise_cells(notebook)
    for key, cell in notebooks.answer_cells(notebook).items():
        name = key.removesuffix("_answer")
        names = answer_names(checks[name].source)
        value = f'find("{name}").reference'
        if find(name).kind == "expressions":
            value += "()"
        lines = ["from bplib.exercises import find"]
        if find(name).kind in ("numbers", "expressions"):
            keys = zip(names, find_keys(name), strict=True)
            lines += [f'{variable} = {value}["{part}"]' for variable, part in keys]
        else:
            lines.append(f"{names[0]} = {value}")
        cell.source = "\n".join(lines)
    path = tmp_path / f"{lesson}.ipynb"
    notebooks.write(notebook, path)
    rows = check_lessons(root, [str(path)])
    assert len(rows) == len(checks), table(rows)
    assert all(row.passed for row in rows), table(rows)
