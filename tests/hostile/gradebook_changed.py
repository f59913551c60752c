"""Looks for a gradebook and gives itself points by SQL."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG
ANSWER = """
import sqlite3

def double(x):
    for path in ("COURSE/gradebook.db", "../gradebook.db", "/gradebook.db"):
        try:
            book = sqlite3.connect(f"file:{path}?mode=rw", uri=True)
            book.execute("UPDATE grade SET auto_score = 99")
            book.commit()
            return 2 * x
        except sqlite3.Error:
            pass
    return 0
"""
