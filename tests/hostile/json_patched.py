"""A right answer in a notebook that breaks the json module, which the shell does not ask."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.PASSED
HONEST = "the answer is right"
ANSWER = """
import json

json.dumps = json.loads = lambda *_, **__: "{}"

def double(x):
    return 2 * x
"""
