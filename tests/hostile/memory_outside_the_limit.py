"""Takes memory that its limit does not count: memory files and System V segments."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.EXCEPTION
ANSWER = """
import ctypes
import os

def double(x):
    segment = ctypes.CDLL(None, use_errno=True).shmget(0, 1 << 30, 0o1600)
    os.memfd_create("more")
    return 2 * x if segment >= 0 else 0
"""
