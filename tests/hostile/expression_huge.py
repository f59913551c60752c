"""Gives a sum of thirty thousand terms."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG_TYPE
EXERCISE = "first_expression"
ANSWER = """
derivative = sp.Add(*(sp.Symbol(f"x{k}") for k in range(30_000)), evaluate=False)
"""
