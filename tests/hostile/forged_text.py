"""Sends four megabytes as what it printed; feedback shows the beginning."""

from bplib.grading.judging.scores import Result
from hostile import forging

EXPECTED = Result.WRONG
ANSWER = forging(results="[result(0, printed='x' * 1_000_000, warnings=['y' * 100_000] * 9)] * 4")
