"""A right answer that sleeps when it is called once more to see what it calls: its points are safe,
and the notebook's other answers have the time that they would have had.
"""

from bplib.grading.judging.scores import Result

EXPECTED = Result.PASSED
HONEST = "the answer is right"
SECONDS = 3
ANSWER = """
import time

calls = 0

def double(x):
    global calls
    calls += 1
    if calls > 4:
        time.sleep(600)
    return 2 * x
"""
