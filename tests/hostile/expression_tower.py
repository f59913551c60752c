"""Gives 10**10**10, which must not be computed."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG
EXERCISE = "first_expression"
ANSWER = "derivative = sp.Pow(10, sp.Pow(10, 10, evaluate=False), evaluate=False)"
