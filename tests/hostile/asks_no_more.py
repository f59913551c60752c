"""Stops reading the pipe after a reply and lets a long cell fill it; the grader does not wait
longer than the cell may take.
"""

from bplib.grading.judging.scores import Result
from hostile import FORGE, cell, code, encoded

EXPECTED = Result.TIME
SECONDS = 3
OTHERS = "its own cell, which runs before all others, stops the shell"


FORGED = (
    FORGE
    + """
import time

real = shell_names()["send"]
shell_names()["send"] = lambda *frame: (real(*frame), time.sleep(600))
"""
)


def submission(notebook):
    cell(notebook, "double_answer")["source"] += "\n#" + "x" * 300_000
    place = notebook["cells"].index(cell(notebook, "double_answer"))
    notebook["cells"].insert(place, code(FORGED))
    return encoded(notebook)
