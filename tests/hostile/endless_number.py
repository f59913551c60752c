"""Returns a whole number of 6,000 digits, longer than Python prints."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG
ANSWER = """
def double(x):
    return 10**6000
"""
