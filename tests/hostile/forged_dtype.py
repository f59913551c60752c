"""Sends an array of Python objects, which would be pointers into the grader."""

from bplib.grading.judging.scores import Result
from hostile import forging

EXPECTED = Result.WRONG_TYPE
ANSWER = forging(results="[result({'$array': 'AAAAAAAAAAA=', 'dtype': '|O', 'shape': [1]})] * 4")
