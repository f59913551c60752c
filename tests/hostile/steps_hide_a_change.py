"""Changes its input in place, which costs this exercise's points, and hides it from the caller in
its own process. That nobody can promise to find: its numbers are right.
"""

from bplib.grading.judging.scores import Result

EXPECTED = Result.PASSED
HONEST = "its numbers are right; see what is not promised"
LESSON = "16_step_size_and_momentum"
EXERCISE = "sgd_step"
ANSWER = """
import bplib.course.checks.calling as calling
from contextlib import contextmanager

@contextmanager
def watched(arguments, changed):
    yield arguments

calling._watched = watched

def sgd_step(w, g, lr):
    w -= lr * g
    return w
"""
