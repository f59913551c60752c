"""A lesson runs to its end untouched, full of mistakes, and with its core alone answered."""

import re

import lesson_files
import warm
from per_lesson import per_lesson
from sample_class import answer_names

from bplib._support import unseen
from bplib.course import notebooks
from bplib.course.checks.report import MIME
from bplib.course.lessons import notebook_path
from bplib.course.registry import find
from bplib.course.selfcheck import notebook as reading
from bplib.course.selfcheck.rows import Ran, Run, rows_of
from bplib.course.selfcheck.untouched import rows_as_handed_out

# Figures of right values are drawn by nbval, of wrong ones where every mistake is made.
NOT_DRAWN = {unseen.VARIABLE: "1"}
# What such a cell shows while its guess, or its answer, is open.
WAITS = re.compile(
    r"Question: .*\nResult: waits for your guess\. .*"
    r"|What this cell shows waits for your (?:guess|answer), too\.\n"
    r"|(\w+: (your own answer is used from here on|bplib's version is used until .*)\.\n)+"
)


class Runs:
    lesson = ""

    def test_an_untouched_lesson_says_nothing_but_not_attempted(self, root, tmp_path):
        notebook = lesson_files.lesson(root, self.lesson)
        shown, raised = warm.run(notebook, tmp_path, **NOT_DRAWN)
        checks = notebooks.exercise_cells(notebook)
        assert raised == dict.fromkeys(checks, "NotAttempted")
        for name in checks:
            assert shown[name][0][MIME]["outcome"] == "not attempted", name
        path = tmp_path / f"{self.lesson}.ipynb"
        notebooks.write(notebook, path)
        read = reading.read(path)
        seen = [
            Ran([{"data": data} for data in shown[cell.id]], raised.get(cell.id, ""))
            for cell in read.cells
        ]
        rows = rows_of(Run(read, dict(enumerate(seen)), "", 0), list(checks))
        assert rows == rows_as_handed_out(read, list(checks)), "what is told without running it"
        for cell in cells_of_results(notebook):
            for data in shown[cell.id]:
                text = data["text/plain"]
                assert WAITS.fullmatch(text), f"{cell.id} shows what waits for a guess: {text}"

    def test_every_mistake_is_named_and_no_other_cell_suffers(self, root, tmp_path):
        notebook = lesson_files.lesson(root, self.lesson)
        checks = notebooks.exercise_cells(notebook)
        mistaken = {name: find(name).slips[0].name for name in checks if find(name).slips}
        for key, cell in notebooks.answer_cells(notebook).items():
            name = key.removesuffix("_answer")
            if name in mistaken:
                cell.source = make_the_first_mistake(name, answer_names(checks[name].source))
        shown, raised = warm.run(notebook, tmp_path)
        unsolved = dict.fromkeys(set(checks) - set(mistaken), "NotAttempted")
        assert raised == dict.fromkeys(mistaken, "CheckFailed") | unsolved
        named = {name: shown[name][0][MIME].get("mistake") for name in mistaken}
        assert named == mistaken

    def test_with_the_core_alone_answered_the_rest_waits_and_nothing_stops(self, root, tmp_path):
        notebook = lesson_files.lesson(root, self.lesson)
        solved = notebooks.answer_cells(
            notebooks.read(notebook_path(root, "solutions", self.lesson))
        )
        checks = notebooks.exercise_cells(notebook)
        core = {name for name in checks if find(name).core}
        for key, cell in notebooks.answer_cells(notebook).items():
            if key.removesuffix("_answer") in core:
                cell.source = solved[key].source
        shown, raised = warm.run(notebook, tmp_path, **NOT_DRAWN)
        assert raised == dict.fromkeys(set(checks) - core, "NotAttempted")
        outcomes = {name: shown[name][0][MIME]["outcome"] for name in core}
        assert outcomes == dict.fromkeys(core, "passed")


def cells_of_results(notebook):
    """Return the cells that show what was to be predicted, and the code between them and a text."""
    found, after = [], False
    for cell in notebook.cells:
        code = cell.cell_type == "code"
        after = code and (after or re.search(r"^ *predicted\(", cell.source, re.MULTILINE))
        if after and "nbgrader" not in cell.metadata:
            found.append(cell)
    return found


def make_the_first_mistake(name, variables):
    """Return the source of an answer that makes the exercise's first mistake."""
    lines = [
        "from bplib.course.registry import find",
        f'_wrong = find("{name}").mistaken(find("{name}").slips[0])',
    ]
    for part, variable in variables.items():
        lines.append(f'{variable} = _wrong["{part}"]' if part else f"{variable} = _wrong")
    return "\n".join(lines)


globals().update(per_lesson(Runs))
