"""Returns True, which Python takes for 1."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG_TYPE
ANSWER = """
def double(x):
    return True
"""
