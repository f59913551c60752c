"""Looks for secrets in its environment; it holds nothing of the grader's."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG
ANSWER = """
import os

def double(x):
    return 2 * x if any("CANARY" in key or "TOKEN" in key for key in os.environ) else 0
"""
