"""A solved notebook whose format is NaN, with numbers of 5,000 digits and keys twice."""

from bplib.grading.judging.scores import Result
from hostile import encoded

EXPECTED = {
    "double": Result.PASSED,
    "first_numbers": Result.PASSED,
    "first_expression": Result.PASSED,
}
HONEST = "the answers are right"


def submission(notebook):
    text = encoded(notebook | {"nbformat": float("nan"), "nbformat_minor": -1}).decode()
    return ('{"cells": 5, "nbformat": [], "x": ' + "9" * 5_000 + ", " + text[1:]).encode()
