"""Begins a session of its own to outlive the kill of its group."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG
ANSWER = """
import os

def double(x):
    try:
        os.setsid()
    except OSError:
        pass
    return 0
"""
