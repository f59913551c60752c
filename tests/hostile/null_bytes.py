"""A null byte in the cell of an answer; Python does not read it."""

from bplib.grading.judging.scores import Result
from hostile import cell, encoded

EXPECTED = Result.SYNTAX


def submission(notebook):
    cell(notebook, "double_answer")["source"] += "\0"
    return encoded(notebook)
