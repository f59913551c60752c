"""Sends halves of characters, which no file can hold."""

from bplib.grading.judging.scores import Result
from hostile import forging

EXPECTED = Result.WRONG_TYPE
ANSWER = forging(results="[result('\\ud800', printed='\\udfff', warnings=['\\ud800'])] * 4")
