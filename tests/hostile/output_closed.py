"""A right answer in a cell that closes its own output."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.PASSED
HONEST = "the answer is right"
ANSWER = """
import sys

sys.stdout.close()

def double(x):
    return 2 * x
"""
