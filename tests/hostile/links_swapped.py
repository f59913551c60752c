"""Swaps a file for a link while somebody may be reading it; nobody outside reads its folder."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG
ANSWER = """
import os
import threading

def swap():
    for _ in range(2_000):
        for make in (lambda: os.symlink("/etc/shadow", "page"), lambda: open("page", "w").close()):
            try:
                make()
                os.replace("page", "answer.json")
            except OSError:
                pass

threading.Thread(target=swap, daemon=True).start()

def double(x):
    return 0
"""
