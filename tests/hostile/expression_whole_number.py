"""Gives a whole number of 400 digits, too large for a float."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG
EXERCISE = "first_expression"
ANSWER = "derivative = 10**400"
