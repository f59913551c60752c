"""A right answer that prints 200 MB."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.PASSED
HONEST = "the answer is right"
ANSWER = """
def double(x):
    for _ in range(40):
        print("x" * 1_000_000)
    return 2 * x
"""
