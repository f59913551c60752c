"""Kills its parent and everything else that it can reach; that is nothing."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG
ANSWER = """
import os

def double(x):
    for process in (os.getppid(), -1):
        try:
            os.kill(process, 9)
        except OSError:
            pass
    return 0
"""
