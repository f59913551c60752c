"""Deletes the cell of an answer and keeps its check."""

from bplib.grading.judging.scores import Result
from hostile import cell, encoded

EXPECTED = Result.MISSING


def submission(notebook):
    notebook["cells"].remove(cell(notebook, "double_answer"))
    return encoded(notebook)
