"""A right answer that says it called a function of a module that only its claim names. The grader
looks names up among the modules that it knows; the module is not imported.
"""

from bplib.grading.judging.scores import Result
from hostile import FORGE

EXPECTED = Result.REFERENCE
OTHERS = "its own shell says so of every answer"
ANSWER = (
    FORGE
    + r"""
def double(x):
    return 2 * x

import bplib.course.checks.calling
shell_names()["used"] = lambda *_: ["claimed.answer", "losses.claimed.answer", "grading.claimed.f"]
"""
)
