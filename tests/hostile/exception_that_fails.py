"""Raises an exception that fails when it is printed, and warns with such a warning."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.EXCEPTION
ANSWER = """
class Broken(Exception):
    def __str__(self):
        raise RuntimeError("no text")

def double(x):
    raise Broken
"""
