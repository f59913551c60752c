"""Returns thirty megabytes of text."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.OUTPUT
ANSWER = """
def double(x):
    return "x" * 30_000_000
"""
