"""Asks NumPy for a petabyte."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.MEMORY
ANSWER = """
def double(x):
    return np.ones(1 << 47)
"""
