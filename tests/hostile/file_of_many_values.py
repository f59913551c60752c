"""Hands in nineteen megabytes of small objects as cells."""

from bplib.grading.judging.scores import Result

EXPECTED = {
    "double": Result.UNREADABLE,
    "first_numbers": Result.UNREADABLE,
    "first_expression": Result.UNREADABLE,
}


def submission(notebook):
    return b'{"nbformat": 3, "worksheets": [{"cells": [' + b"{}," * 6_300_000 + b"{}]}]}"
