"""Wants to be right only while a lesson is graded by hand: it asks the clock; wrong is wrong."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG
ANSWER = """
import time

def double(x):
    return 2 * x if time.time() < 0 else x
"""
