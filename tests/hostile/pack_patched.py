"""Patches what turns values into data, so that NaN travels, which a careless comparison takes for
equal.
"""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG
OTHERS = "its own shell sends NaN for every answer"
ANSWER = """
import bplib.course.checks.calling as calling

calling.pack = lambda *_: {"$float": "nan"}

def double(x):
    return 0
"""
