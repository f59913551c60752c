"""A right answer that says it called functions of the grader's own side, so that the grader would
import and call them. It does not; but an answer that says so is held.
"""

from bplib.grading.judging.scores import Result
from hostile import FORGE

EXPECTED = Result.REFERENCE
OTHERS = "its own shell says so of every answer"
ANSWER = (
    FORGE
    + r"""
names = shell_names()
assert callable(names["called"])
names["called"] = lambda *_: ["course.checking.check", "course.build.generate", "cli.main"]

def double(x):
    return 2 * x
"""
)
