"""Registers work for the end of the process; the process is killed, and nobody reads any more."""

from bplib.grading.judging.scores import Result
from hostile import FORGE

EXPECTED = Result.WRONG
ANSWER = (
    FORGE
    + r"""
import atexit

atexit.register(lambda: forge(results=[result(1)] * 4))

def double(x):
    return 0
"""
)
