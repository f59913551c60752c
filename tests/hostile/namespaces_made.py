"""Makes namespaces of its own to become root in them."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG
ANSWER = """
import ctypes

def double(x):
    return 2 * x if ctypes.CDLL(None).unshare(0x10000000) == 0 else 0
"""
