"""Closes the pipe in its last call: its answer arrives, its process is found dead by the next
cell, and that cell runs in a new one.
"""

from bplib.grading.judging.scores import Result

EXPECTED = Result.PASSED
HONEST = "the answer is right"
ANSWER = """
import os
import sys

calls = 0

def double(x):
    global calls
    calls += 1
    if calls == 5:
        os.close(int(sys.argv[1]))
    return 2 * x
"""
