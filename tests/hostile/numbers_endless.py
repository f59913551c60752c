"""Gives numbers that no float can hold."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG
EXERCISE = "first_numbers"
ANSWER = "slope, change = 10**400, 10**5000"
