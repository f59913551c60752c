"""Returns an object that is equal to everything; only its number travels."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG
ANSWER = """
class Same(float):
    __eq__ = lambda *_: True
    __ne__ = lambda *_: False

def double(x):
    return Same(0)
"""
