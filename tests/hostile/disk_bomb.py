"""Writes files until the disk is full; its disk has 32 MB."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.EXCEPTION
ANSWER = """
def double(x):
    for number in range(200):
        with open(f"file{number}", "wb") as file:
            file.write(bytes(1 << 20))
    return 2 * x
"""
