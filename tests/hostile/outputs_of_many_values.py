"""Hands in forty megabytes of brackets as outputs; they are not passed over for ever."""

from bplib.grading.judging.scores import Result

EXPECTED = {
    "double": Result.UNREADABLE,
    "first_numbers": Result.UNREADABLE,
    "first_expression": Result.UNREADABLE,
}


def submission(notebook):
    return b'{"cells": [{"outputs": [' + b"[]," * 13_000_000 + b"[]]}]}"
