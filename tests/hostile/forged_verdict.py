"""Sends a verdict and points in place of results; nobody reads them."""

from bplib.grading.judging.scores import Result
from hostile import forging

EXPECTED = Result.DIED
ANSWER = forging(results="'passed'", verdict="{'outcome': 'passed'}", points="100")
