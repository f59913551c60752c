"""An untouched lesson runs to its end and says nothing but "not attempted"."""

import pytest

from bplib.checks.report import MIME
from bplib.course import notebooks
from bplib.course.lessons import notebook_path
from bplib.exercises import lesson_exercises


@pytest.mark.parametrize("lesson", tuple(lesson_exercises()))
def test_an_untouched_lesson_runs_to_its_end(root, tmp_path, lesson):
    notebook = notebooks.read(notebook_path(root, "lessons", lesson))
    notebooks.execute(notebook, tmp_path)
    checks = notebooks.exercise_cells(notebook)
    raised = {
        cell.id: output.ename
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.output_type == "error"
    }
    assert raised == dict.fromkeys(checks, "NotAttempted")
    for name, cell in checks.items():
        assert cell.outputs[0].data[MIME]["outcome"] == "not attempted", name
    assert all(cell.execution_count for cell in notebook.cells if cell.cell_type == "code")
