"""Swaps modules in sys.modules for one that says yes to everything."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG
ANSWER = """
import sys
import types

class Yes(types.ModuleType):
    def __getattr__(self, name):
        return lambda *_, **__: True

for name in ("", ".checks", ".checks.calling", ".checks.compare", ".checks.judge", ".exercises"):
    sys.modules[f"bplib.course{name}"] = Yes(f"bplib.course{name}")

def double(x):
    return 0
"""
