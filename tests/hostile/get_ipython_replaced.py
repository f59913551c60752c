"""Replaces get_ipython and the displays of IPython; the grader uses none of them to judge."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG
ANSWER = """
import builtins
import IPython

builtins.get_ipython = IPython.get_ipython = IPython.display.display = lambda *_: None
get_ipython = None

def double(x):
    return 0
"""
