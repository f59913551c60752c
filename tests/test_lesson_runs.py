"""A lesson runs to its end untouched and full of mistakes; no answer spoils another cell."""

import lesson_files
import warm
from per_lesson import per_lesson
from sample_class import answer_names

from bplib.course import notebooks
from bplib.course.checks.report import MIME
from bplib.course.registry import find


class Runs:
    lesson = ""

    def test_an_untouched_lesson_says_nothing_but_not_attempted(self, root, tmp_path):
        notebook = lesson_files.lesson(root, self.lesson)
        shown, raised = warm.run(notebook, tmp_path)
        checks = notebooks.exercise_cells(notebook)
        assert raised == dict.fromkeys(checks, "NotAttempted")
        for name in checks:
            assert shown[name][0][MIME]["outcome"] == "not attempted", name

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
