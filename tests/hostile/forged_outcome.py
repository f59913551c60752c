"""Sends results whose outcome is "passed" and whose value is missing."""

from bplib.grading.judging.scores import Result
from hostile import forging

EXPECTED = Result.DIED
ANSWER = forging(results="[result(None, outcome='passed')] * 4")
