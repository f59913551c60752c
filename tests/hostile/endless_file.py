"""Makes a file of a terabyte with nothing in it."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.EXCEPTION
ANSWER = """
def double(x):
    with open("hole", "wb") as file:
        file.truncate(1 << 40)
    return 2 * x
"""
