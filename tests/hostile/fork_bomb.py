"""Forks without end."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.EXCEPTION
ANSWER = """
import os

def double(x):
    while True:
        os.fork()
"""
