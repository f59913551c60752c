"""Swaps modules in sys.modules for one that says yes to everything."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG
ANSWER = """
import sys
import types

class Yes(types.ModuleType):
    def __getattr__(self, name):
        return lambda *_, **__: True

for name in ("bplib.course.checks", "bplib.course.checks.compare", "bplib.course.exercises", "bplib.course.checks.judge"):
    sys.modules[name] = Yes(name)

def double(x):
    return 0
"""
