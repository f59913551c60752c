"""Traces its parent and reads its memory."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG
ANSWER = """
import ctypes
import os

def double(x):
    libc = ctypes.CDLL(None, use_errno=True)
    return 2 * x if libc.ptrace(16, os.getppid(), 0, 0) == 0 else 0
"""
