"""Gives a function that nobody knows, with the right answer as its name."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG_TYPE
EXERCISE = "first_expression"
ANSWER = """
derivative = sp.Function("2*x")(x)
"""
