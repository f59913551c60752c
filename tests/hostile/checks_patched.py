"""Patches the module that calls answers, so that it gives results that no answer can give."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.DIED
ANSWER = """
import bplib.course.checks.calling as calling

calling.collect = lambda *_: [{"outcome": "passed"}] * 4
calling._guarded = lambda *_: {"outcome": "passed", "value": True}

def double(x):
    return 0
"""
