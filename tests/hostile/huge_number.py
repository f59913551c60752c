"""Returns a whole number of 400 digits, too large for a float."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG
ANSWER = """
def double(x):
    return 10**400
"""
