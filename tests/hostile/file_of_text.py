"""Hands in a program in place of a notebook."""

from bplib.grading.judging.scores import Result

EXPECTED = {
    "double": Result.UNREADABLE,
    "first_numbers": Result.UNREADABLE,
    "first_expression": Result.UNREADABLE,
}


def submission(notebook):
    return b"def double(x):\n    return 2 * x\n"
