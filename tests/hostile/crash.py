"""Crashes the interpreter by reading where there is no memory."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.DIED
ANSWER = """
import ctypes

def double(x):
    return ctypes.string_at(0)
"""
