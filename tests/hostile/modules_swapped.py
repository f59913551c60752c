"""Swaps modules in sys.modules for one that says yes to everything."""

from bplib.grading.scores import Result

EXPECTED = Result.WRONG
ANSWER = """
import sys
import types

class Yes(types.ModuleType):
    def __getattr__(self, name):
        return lambda *_, **__: True

for name in ("bplib.checks", "bplib.checks.compare", "bplib.exercises", "bplib.checks.judge"):
    sys.modules[name] = Yes(name)

def double(x):
    return 0
"""
