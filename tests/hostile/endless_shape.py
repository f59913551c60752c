"""Returns a view of one number as an array of eight terabytes."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG_TYPE
ANSWER = """
def double(x):
    return np.broadcast_to(0.0, (10**6, 10**6))
"""
