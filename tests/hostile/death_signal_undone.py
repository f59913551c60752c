"""Gives up the signal that would end it with its parent, ignores all others, begins a session of
its own and sleeps, to be there when the grader is not.
"""

from bplib.grading.judging.scores import Result

EXPECTED = Result.TIME
SECONDS = 3
ANSWER = """
import ctypes, os, signal, time

def double(x):
    ctypes.CDLL(None).prctl(1, 0, 0, 0, 0)
    for number in range(1, 65):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    try:
        os.setsid()
    except OSError:
        pass
    while True:
        time.sleep(1)
"""
