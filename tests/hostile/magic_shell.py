"""Runs a command by an exclamation mark; no process can be made, and what follows is not run."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.NOT_ATTEMPTED
ANSWER = """
!cat /etc/passwd
def double(x):
    return 2 * x
"""
