"""Calls itself without end."""

from bplib.grading.run import Result

EXPECTED = Result.EXCEPTION
ANSWER = "double = lambda x: double(x)"
