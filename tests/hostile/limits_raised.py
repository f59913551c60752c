"""Raises the limits on its own memory and time."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.EXCEPTION
ANSWER = """
import resource

def double(x):
    resource.setrlimit(resource.RLIMIT_AS, (-1, -1))
    return 2 * x
"""
