"""Hands in ten thousand cells."""

from bplib.grading.judging.scores import Result
from hostile import encoded

EXPECTED = {
    "double": Result.UNREADABLE,
    "first_numbers": Result.UNREADABLE,
    "first_expression": Result.UNREADABLE,
}


def submission(notebook):
    notebook["cells"] *= 1_000
    return encoded(notebook)
