"""Sends an array with a shape larger than any machine."""

from bplib.grading.judging.scores import Result
from hostile import forging

EXPECTED = Result.WRONG_TYPE
ANSWER = forging(results="[result({'$array': '', 'dtype': '<f8', 'shape': [10 ** 30]})] * 4")
