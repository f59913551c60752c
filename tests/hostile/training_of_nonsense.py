"""Hands in a function that would be called, dates and text in place of weights."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG_TYPE
LESSON = "10_xor"
EXERCISE = "two_units_by_hand"
ANSWER = """
by_hand = {"W1": lambda: 1, "b1": "x" * 1000, "W2": [[], [[]]], "b2": {1: 2}}
"""
