"""The table of exercises: `python tests/exercise_table.py` writes it, a test keeps it true."""

import importlib
import json
import re
import sys
from pathlib import Path

from bplib.course import notebooks
from bplib.course.checks.slips import is_open
from bplib.course.lessons import notebook_path
from bplib.course.registry import find, lesson_exercises, lesson_of

PAGE = Path(__file__).parent / "right_answers" / "README.md"
ROOT = PAGE.parents[2]
HEAD = """# Every exercise

Made by `python tests/exercise_table.py` from `bplib/course/exercises/` and from this folder; a test
fails where it is out of date. Every named mistake is recognised as itself and as no other, every
right answer passes, each on several seeds (`tests/test_exercises.py`), and whether an answer passes
depends on none of 200 seeds (`make test-slips`).

An exercise's named mistakes are its *slips*; beside them relations to the right values and changes
of the reference's source are recognised, which are the same for all exercises. A *family* is a slip
that holds any number, such as an ε. Two slips that go together are a *pair*: "12 of 15" says that
of 15 pairs 12 are told as both. The others are listed with what they look like, since on these
inputs they give the same as something simpler: what looks like other slips gives the same as they
on twenty more seeds, unless "on some inputs" is said; what looks like the right answer passes on
all 200.
"""


def right_answers(name):
    """Return the right answers of an exercise."""
    return importlib.import_module(f"right_answers.lesson_{lesson_of(name)}.{name}").ANSWERS


def answers_source(name):
    """Return the file of an exercise's right answers, with what it shares with others in it."""
    folder = PAGE.parent / f"lesson_{lesson_of(name)}"
    source = (folder / f"{name}.py").read_text(encoding="utf-8")
    own = re.sub(
        r"^from right_answers\.\S+ import (\([^)]*\)|.*)\n", "", source, flags=re.MULTILINE
    )
    shared = (folder / "shared.py").read_text(encoding="utf-8") if own != source else ""
    return shared + own


def in_order(lesson):
    """Return the exercises of a lesson in the order of its notebook."""
    notebook = notebooks.read(notebook_path(ROOT, "solutions", lesson))
    return [find(name) for name in notebooks.exercise_cells(notebook)]


def pairs():
    """Return what `make test-slips` found of the pairs of each exercise."""
    return json.loads((PAGE.parents[1] / "pairs.json").read_text(encoding="utf-8"))


def told(found):
    """Return how many pairs are told as both, of how many."""
    number = found["both"] + len(found["others"])
    return f"{found['both']} of {number}" if number else ""


def page():
    """Return the page as Markdown: totals, then a table per lesson."""
    recorded = pairs()
    rows = {
        lesson: [
            (
                e.name,
                e.title,
                e.kind,
                e.points,
                len(e.slips),
                sum(map(is_open, e.slips)) or "",
                told(recorded[e.name]),
                len(right_answers(e.name)),
            )
            for e in in_order(lesson)
        ]
        for lesson in lesson_exercises()
    }
    every = [row for group in rows.values() for row in group]
    repairs = sum(row[1].startswith("Repair") for row in every)
    points, mistakes, answers = (sum(row[k] for row in every) for k in (3, 4, 7))
    lines = [
        HEAD,
        f"{len(every)} exercises, {repairs} of them repairs; {points} points, "
        f"{mistakes} named mistakes, {answers} right answers tested; of "
        f"{sum(f['both'] + len(f['others']) for f in recorded.values())} pairs of mistakes "
        f"{sum(f['both'] for f in recorded.values())} are told as both.",
    ]
    for lesson, group in rows.items():
        lines += [
            f"\n## {lesson}\n",
            "| exercise | title | kind | points | named mistakes | families | pairs "
            "| right answers |",
            "|---|---|---|---|---|---|---|---|",
            *(f"| `{name}` | {' | '.join(map(str, rest))} |" for name, *rest in group),
        ]
        others = [
            f"- `{name}`: {pair} looks like {other or 'nothing that has a name'}"
            for name, *_ in group
            for pair, other in recorded[name]["others"].items()
        ]
        lines += ["\nPairs that are not told as both:\n", *others] if others else []
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.path.insert(0, str(PAGE.parent.parent))
    PAGE.write_text(page(), encoding="utf-8")
