"""A lesson full of mistakes: each is named where it was made, and spoils nothing else."""

import pytest
from sample_class import answer_names

from bplib.checks.report import MIME
from bplib.course import notebooks
from bplib.course.lessons import notebook_path
from bplib.exercises import find, lesson_exercises


@pytest.mark.parametrize("lesson", tuple(lesson_exercises()))
def test_every_check_names_the_mistake_and_no_other_cell_suffers(root, tmp_path, lesson):
    notebook = notebooks.read(notebook_path(root, "lessons", lesson))
    checks = notebooks.exercise_cells(notebook)
    mistaken = {}
    for key, cell in notebooks.answer_cells(notebook).items():
        name = key.removesuffix("_answer")
        exercise = find(name)
        if not exercise.mistakes:
            continue
        mistaken[name] = exercise.mistakes[0].name
        wrong = f'find("{name}").mistakes[0].wrong'
        if exercise.kind in ("numbers", "expressions"):
            call = "()" if exercise.kind == "expressions" else ""
            wrong = f'{{**find("{name}").right_answer(), **{wrong}{call}}}'
        lines = ["from bplib.exercises import find", f"_wrong = {wrong}"]
        for part, variable in answer_names(checks[name].source).items():
            lines.append(f'{variable} = _wrong["{part}"]' if part else f"{variable} = _wrong")
        cell.source = "\n".join(lines)
    notebooks.execute(notebook, tmp_path)
    raised = {
        cell.id: output.ename
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.output_type == "error"
    }
    unsolved = dict.fromkeys(set(checks) - set(mistaken), "NotAttempted")
    assert raised == dict.fromkeys(mistaken, "CheckFailed") | unsolved
    named = {name: checks[name].outputs[0].data[MIME]["mistake"] for name in mistaken}
    assert named == mistaken
