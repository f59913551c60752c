"""A right answer whose process ends when it is called once more to see what it calls."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.PASSED
HONEST = "the answer is right"
ANSWER = """
import os

calls = 0

def double(x):
    global calls
    calls += 1
    if calls > 4:
        os._exit(0)
    return 2 * x
"""
