"""Closes every file descriptor, the pipe among them."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.DIED
ANSWER = """
import os

def double(x):
    os.closerange(0, 256)
    return 2 * x
"""
