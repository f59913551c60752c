"""Raises something that is no Exception."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.EXCEPTION
ANSWER = """
class Stop(BaseException):
    pass

def double(x):
    raise Stop("here")
"""
