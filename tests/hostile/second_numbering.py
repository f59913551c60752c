"""Forks by the second number that x86-64 has for every system call, which a filter may forget."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG
ANSWER = """
import ctypes
import os

def double(x):
    made = ctypes.CDLL(None, use_errno=True).syscall(0x40000000 + 57)
    if made == 0:
        os._exit(0)
    return 2 * x if made > 0 else 0
"""
