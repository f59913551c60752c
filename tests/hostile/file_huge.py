"""Hands in 21 MB; it is not even decoded."""

from bplib.grading.judging.scores import Result

EXPECTED = {
    "double": Result.UNREADABLE,
    "first_numbers": Result.UNREADABLE,
    "first_expression": Result.UNREADABLE,
}


def submission(notebook):
    return b" " + b"[" * 21_000_000
