"""Sends a whole number of 19,000 hexadecimal digits, too large for a float and for printing."""

from bplib.grading.judging.scores import Result
from hostile import forging

EXPECTED = Result.WRONG
ANSWER = forging(results="[result({'$int': '0x' + 'f' * 19_000})] * 4")
