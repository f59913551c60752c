"""Sends more results than there were questions."""

from bplib.grading.scores import Result
from hostile import forging

EXPECTED = Result.DIED
ANSWER = forging(results="[result(1)] * 1000")
