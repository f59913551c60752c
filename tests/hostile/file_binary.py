"""Hands in a zip file under the name of a notebook."""

from bplib.grading.judging.scores import Result

EXPECTED = {
    "double": Result.UNREADABLE,
    "first_numbers": Result.UNREADABLE,
    "first_expression": Result.UNREADABLE,
}


def submission(notebook):
    return b"PK\x03\x04" + bytes(range(256)) * 40
