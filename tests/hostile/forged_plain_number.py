"""Sends a JSON number of 400 digits."""

from bplib.grading.judging.scores import Result
from hostile import forging

EXPECTED = Result.WRONG
ANSWER = forging(results="[result(10 ** 400)] * 4")
