"""Returns a generator in place of a number."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG_TYPE
ANSWER = """
def double(x):
    return (2 * k for k in [x])
"""
