"""Sends an array with negative sizes, which NumPy would fill in by itself."""

from bplib.grading.judging.scores import Result
from hostile import forging

EXPECTED = Result.WRONG_TYPE
ANSWER = forging(results="[result({'$array': 'AAAAAAAAAAA=', 'dtype': '<f8', 'shape': [-1]})] * 4")
