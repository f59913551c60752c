"""A right answer that is a subclass of float, and a memory of earlier calls."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.PASSED
HONEST = "the answer is right"
ANSWER = """
class Money(float):
    __slots__ = ()

def double(x):
    return Money(2 * x) if np.ndim(x) == 0 else 2 * x
"""
