"""Leaves a thread behind that fills the memory of later answers' inputs with zeros; inputs are
fresh for each.
"""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG
ANSWER = """
import threading
import time

def spoil():
    while True:
        time.sleep(0.1)
        globals().update(double=lambda x: 2 * x)

threading.Thread(target=spoil, daemon=True).start()

def double(x):
    return 0
"""
