"""Hands in the first half of a notebook, as a broken upload leaves it."""

from bplib.grading.judging.scores import Result
from hostile import encoded

EXPECTED = {
    "double": Result.UNREADABLE,
    "first_numbers": Result.UNREADABLE,
    "first_expression": Result.UNREADABLE,
}


def submission(notebook):
    data = encoded(notebook)
    return data[: len(data) // 2]
