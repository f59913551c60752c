"""Sends a value nested eight hundred times."""

from bplib.grading.judging.scores import Result
from hostile import forging

EXPECTED = Result.WRONG_TYPE
ANSWER = forging(results="[result(json.loads('[' * 800 + ']' * 800))] * 4")
