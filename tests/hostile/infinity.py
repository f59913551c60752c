"""Returns infinity, from which every distance is infinite."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG
ANSWER = """
def double(x):
    return float("inf")
"""
