"""Gives an object that is equal to every number and can be turned into any."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG_TYPE
EXERCISE = "first_numbers"
ANSWER = """
class Any:
    __eq__ = lambda *_: True
    __float__ = lambda _: 6.0

slope = change = Any()
"""
