"""Ends its process when it is called, as if all were well."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.DIED
ANSWER = """
import os

def double(x):
    os._exit(0)
"""
