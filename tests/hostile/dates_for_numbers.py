"""Returns an array of dates, which are numbers inside."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG_TYPE
ANSWER = """
def double(x):
    return np.array([2], dtype="M8[s]")
"""
