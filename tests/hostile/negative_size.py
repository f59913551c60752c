"""Asks for an array of negative size."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.EXCEPTION
ANSWER = """
def double(x):
    return np.ones((-1, 3))
"""
