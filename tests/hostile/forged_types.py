"""Sends results whose parts all have the wrong type."""

from bplib.grading.judging.scores import Result
from hostile import forging

EXPECTED = Result.DIED
ANSWER = forging(results="[result({'$dict': 5}, warnings='', changed=3, error=[])] * 4")
