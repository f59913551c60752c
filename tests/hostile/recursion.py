"""Calls itself without end."""

from bplib.grading.scores import Result

EXPECTED = Result.EXCEPTION
ANSWER = "double = lambda x: double(x)"
