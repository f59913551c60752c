"""Begins lists of outputs that do not end, and hundreds of thousands that hold nothing."""

from bplib.grading.judging.scores import Result

EXPECTED = {
    "double": Result.UNREADABLE,
    "first_numbers": Result.UNREADABLE,
    "first_expression": Result.UNREADABLE,
}


def submission(notebook):
    return b'{"cells": [{' + b'"outputs": [], ' * 300_000 + b'"outputs": ["' + b"[" * 10_000_000
