"""Gives NaN for every number."""

from bplib.grading.run import Result

EXPECTED = Result.WRONG
EXERCISE = "first_numbers"
ANSWER = """
slope = change = float("nan")
"""
