"""Returns an array of Python objects."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG_TYPE
ANSWER = """
def double(x):
    return np.array([x], dtype=object)
"""
