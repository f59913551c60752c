"""Returns half of a character, which no file can hold."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG_TYPE
ANSWER = r"""
def double(x):
    return "\ud800"
"""
