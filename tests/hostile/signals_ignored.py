"""Ignores every signal that can be ignored, and sleeps."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.TIME
SECONDS = 3
ANSWER = """
import signal
import time

for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
    signal.signal(number, signal.SIG_IGN)

def double(x):
    while True:
        time.sleep(60)
"""
