"""A right answer whose list of calls is a number; it is taken for an empty one."""

from bplib.grading.judging.scores import Result
from hostile import FORGE

EXPECTED = Result.PASSED
HONEST = "the answer is right"
ANSWER = (
    FORGE
    + r"""
names = shell_names()
assert callable(names["called"])
names["called"] = lambda *_: 5

def double(x):
    return 2 * x
"""
)
