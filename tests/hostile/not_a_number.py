"""Returns NaN, which a careless comparison takes for equal."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG
ANSWER = """
def double(x):
    return float("nan")
"""
