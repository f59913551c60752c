"""Sends one long string among many short ones: as an array of strings each would be as long."""

from bplib.grading.judging.scores import Result
from hostile import forging

EXPECTED = Result.WRONG_TYPE
ANSWER = forging(results="[result(['x' * 19_000, *'ab' * 45_000])]")
