"""The bank of hostile submissions and its table: `python tests/hostile_table.py` writes the table.

It stands between two markers in the page on the grader's promise; a test keeps it true.
"""

import importlib
import sys
from pathlib import Path

from bplib.course import notebooks
from bplib.course.lessons import notebook_path
from bplib.grading.judging.scores import Result

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "bplib" / "grading" / "README.md"
BEGIN, END = "<!-- bank: begin -->\n", "<!-- bank: end -->\n"
NAMES = tuple(sorted(path.stem for path in (ROOT / "tests/hostile").glob("[!_]*.py")))


class Hostile:
    """One file of the bank."""

    def __init__(self, name):
        module = importlib.import_module(f"hostile.{name}")
        self.name = name
        self.says = " ".join(module.__doc__.split())
        self.lesson = getattr(module, "LESSON", "00_start_here")
        self.exercise = getattr(module, "EXERCISE", "double")
        expected = module.EXPECTED
        self.expected = {self.exercise: expected} if isinstance(expected, Result) else expected
        self.at_level = getattr(module, "AT_LEVEL", {})
        self.honest = getattr(module, "HONEST", "")
        self.others = getattr(module, "OTHERS", "")
        self.shown = getattr(module, "SHOWN", ())
        self.seconds = getattr(module, "SECONDS", 8)
        self._module = module

    def expected_at(self, level):
        """Return the verdicts by exercise at a level of isolation."""
        if level not in self.at_level:
            return self.expected
        return {**self.expected, self.exercise: self.at_level[level]}

    def data(self, course=""):
        """Return the submitted bytes; an answer finds the path of a course that it may attack."""
        from hostile import cell, encoded

        notebook = notebooks.read(notebook_path(ROOT, "solutions", self.lesson))
        if hasattr(self._module, "submission"):
            return self._module.submission(notebook)
        answer = cell(notebook, f"{self.exercise}_answer")
        answer["source"] = self._module.ANSWER.replace("COURSE", str(course))
        if self.lesson != "00_start_here":  # the attacked answer alone: other lessons take long
            notebook["cells"] = [answer]
        return encoded(notebook)


def table():
    """Return the bank as Markdown: every file, what it tries, its verdict."""
    bank = [Hostile(name) for name in NAMES]
    lines = [f"{len(bank)} submissions.\n", "| file | what it tries | verdict |", "|---|---|---|"]
    for entry in bank:
        verdict = " · ".join(dict.fromkeys(map(str, entry.expected.values())))
        verdict += "".join(f"; {level}: {other}" for level, other in entry.at_level.items())
        lines.append(f"| `{entry.name}` | {entry.says.replace('|', '/')} | {verdict} |")
    return "\n".join(lines) + "\n"


def page():
    """Return the whole page with the table as it should be."""
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    return before + BEGIN + table() + END + rest.split(END)[1]


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "tests"))
    PAGE.write_text(page(), encoding="utf-8")
