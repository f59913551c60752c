"""Has a table of the inputs that the lesson's own check shows; a run draws fresh ones."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG
ANSWER = """
TABLE = {34: 68, 5.1: 10.2, -3.4: -6.8}

def double(x):
    return TABLE.get(x, 0) if np.ndim(x) == 0 else 0
"""
