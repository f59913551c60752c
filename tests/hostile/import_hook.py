"""Puts a finder before all others that would answer for bplib's modules."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG
ANSWER = """
import importlib.machinery
import sys

class Finder:
    def find_spec(self, name, path=None, target=None):
        if name.startswith("bplib"):
            return importlib.machinery.ModuleSpec(name, self)
    def create_module(self, spec):
        return None
    def exec_module(self, module):
        module.__dict__.update(check=lambda *_: "passed", collect=lambda *_: [])

sys.meta_path.insert(0, Finder())

def double(x):
    return 0
"""
