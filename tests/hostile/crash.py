"""Crashes the interpreter by reading where there is no memory."""

from bplib.grading.scores import Result

EXPECTED = Result.DIED
ANSWER = """
import ctypes

def double(x):
    return ctypes.string_at(0)
"""
