"""Gives NaN for every number."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG
EXERCISE = "first_numbers"
ANSWER = """
slope = change = float("nan")
"""
