"""Looks for expected values in the frames that call it; there are none in its process."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG
ANSWER = """
import sys

def double(x):
    frame = sys._getframe()
    while frame:
        for name in ("expected", "reference", "right_answer", "exercise"):
            if name in frame.f_locals or name in frame.f_globals:
                return 2 * x
        frame = frame.f_back
    return 0
"""
