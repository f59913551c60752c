"""Sends more results than there were questions."""

from bplib.grading.judging.scores import Result
from hostile import forging

EXPECTED = Result.DIED
ANSWER = forging(results="[result(1)] * 1000")
