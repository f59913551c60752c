"""Returns thirty megabytes of text."""

from bplib.grading.run import Result

EXPECTED = Result.OUTPUT
ANSWER = """
def double(x):
    return "x" * 30_000_000
"""
