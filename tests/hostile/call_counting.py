"""Answers right for two calls and wrong afterwards; every case must be right."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG
ANSWER = """
calls = 0

def double(x):
    global calls
    calls += 1
    return 2 * x if calls <= 2 else 0
"""
