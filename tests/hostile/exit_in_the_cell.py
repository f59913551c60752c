"""Ends its process while its cell runs."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.DIED
ANSWER = """
import os

os._exit(0)
"""
