"""Stops its own process, so that it neither answers nor ends."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.TIME
SECONDS = 3
ANSWER = """
import os
import signal

def double(x):
    os.kill(os.getpid(), signal.SIGSTOP)
"""
