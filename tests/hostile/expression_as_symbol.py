"""Gives a symbol whose name is the right answer; names are never evaluated."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG_TYPE
EXERCISE = "first_expression"
ANSWER = """
derivative = sp.Symbol("2*x")
"""
