"""The table of exercises: `python tests/exercise_table.py` writes it, a test keeps it true."""

import importlib
import sys
from pathlib import Path

from bplib.course.registry import lesson_exercises

PAGE = Path(__file__).parent / "right_answers" / "README.md"
HEAD = """# Every exercise

Made by `python tests/exercise_table.py` from `bplib/course/exercises/` and from this folder; a test fails
where it is out of date. Every named mistake is recognised as itself and as no other, every right
answer passes, each on several seeds (`tests/test_exercises.py`).
"""


def lesson_of(name):
    """Return the name of the lesson that an exercise is in."""
    return next(
        lesson
        for lesson, exercises in lesson_exercises().items()
        if name in (exercise.name for exercise in exercises)
    )


def answers_module(name):
    """Return the module of right answers of the lesson that an exercise is in."""
    return importlib.import_module(f"right_answers.lesson_{lesson_of(name)}")


def right_answers(name):
    """Return the right answers of an exercise."""
    return answers_module(name).ANSWERS[name]


def page():
    """Return the page as Markdown: totals, then a table per lesson."""
    rows = {
        lesson: [
            (e.name, e.title, e.kind, e.points, len(e.mistakes), len(right_answers(e.name)))
            for e in exercises
        ]
        for lesson, exercises in lesson_exercises().items()
    }
    every = [row for group in rows.values() for row in group]
    repairs = sum(row[1].startswith("Repair") for row in every)
    points, mistakes, answers = (sum(row[k] for row in every) for k in (3, 4, 5))
    lines = [
        HEAD,
        f"{len(every)} exercises, {repairs} of them repairs; {points} points, "
        f"{mistakes} named mistakes, {answers} right answers tested.",
    ]
    for lesson, group in rows.items():
        lines += [
            f"\n## {lesson}\n",
            "| exercise | | kind | points | named mistakes | right answers |",
            "|---|---|---|---|---|---|",
            *(f"| `{name}` | {' | '.join(map(str, rest))} |" for name, *rest in group),
        ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.path.insert(0, str(PAGE.parent.parent))
    PAGE.write_text(page(), encoding="utf-8")
