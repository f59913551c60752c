"""Starts threads until there is no memory for one more."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.EXCEPTION
SECONDS = 30  # a thread takes long to start on a busy machine
ANSWER = """
import threading
import time

def double(x):
    for _ in range(2_000):
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    return 2 * x
"""
