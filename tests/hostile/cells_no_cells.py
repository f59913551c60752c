"""Hands in cells that are numbers, texts, lists and nothing."""

from bplib.grading.judging.scores import Result
from hostile import encoded

EXPECTED = {
    "double": Result.UNREADABLE,
    "first_numbers": Result.UNREADABLE,
    "first_expression": Result.UNREADABLE,
}


def submission(notebook):
    notebook["cells"] = [None, 5, "x", [], [[{}]], {"source": 7}, True]
    return encoded(notebook)
