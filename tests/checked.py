"""Notebooks for `bplib check`, and a runner that runs nothing."""

from nbformat.v4 import new_code_cell, new_notebook

from bplib.course import notebooks
from bplib.course.checks.report import MIME
from bplib.course.selfcheck import checking
from bplib.course.selfcheck.rows import Ran, Run

BEGIN = "from bplib.course import begin, check\nbegin()"
RIGHT = "def double(x):\n    return 2 * x"
WRONG = "def double(x):\n    return x * x"
CHECK = 'check("double", double)'
PASSED = {"outcome": "passed"}


def notebook(path, *sources):
    """Write a notebook with these cells, the exercise `double` last; return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    cells = [new_code_cell(s, id=f"c{k}") for k, s in enumerate([BEGIN, *sources, CHECK])]
    notebooks.write(new_notebook(cells=cells, metadata=notebooks.metadata()), path)
    return path


def rows(*paths, root=None, **options):
    """Return the rows of notebooks by their names."""
    found = checking.check_lessons(root, [str(path) for path in paths], **options)
    return {checked.rows[0].lesson: checked.rows for checked in found}


class Idle:
    """Stands in for `Runner`: every cell is well, and the last one shows a verdict."""

    ran: list[str]
    verdict = PASSED
    last = Ran([{"data": {MIME: verdict}}])

    def __init__(self, limits):
        self.limits = limits

    def run(self, found):
        for k, one in enumerate(found):
            yield k, None
            cells = dict.fromkeys(range(len(one.cells)), Ran([]))
            self.ran.append(one.name)
            yield k, Run(one, {**cells, len(one.cells) - 1: self.last}, "", self.limits.seconds)

    def close(self):
        pass
