"""Calls itself without end."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.EXCEPTION
ANSWER = "double = lambda x: double(x)"
