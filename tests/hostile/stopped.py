"""Stops its own process, so that it neither answers nor ends; the first process of a
namespace, as a fork server's child or under Landlock, cannot.
"""

from bplib.grading.isolation.levels import Level
from bplib.grading.judging.scores import Result

EXPECTED = Result.TIME
AT_LEVEL = {Level.WARM: Result.WRONG_TYPE, Level.LANDLOCK: Result.WRONG_TYPE}
SECONDS = 3
ANSWER = """
import os
import signal

def double(x):
    os.kill(os.getpid(), signal.SIGSTOP)
"""
