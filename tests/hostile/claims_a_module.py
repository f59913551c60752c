"""A right answer that says it called a function of a module that only its claim names. It
ends like a name that the lesson hands over, so that the grader looks for it: among modules that it
knows. None is imported.
"""

from bplib.grading.judging.scores import Result
from hostile import FORGE

EXPECTED = Result.PASSED
HONEST = "the answer is right"
ANSWER = (
    FORGE
    + r"""
names = shell_names()
assert callable(names["called"])
names["called"] = lambda *_: ["claimed.check", "losses.claimed.check"]

def double(x):
    return 2 * x
"""
)
