"""Writes 200 MB in many files; its disk has 32 MB, but for the machine's own without namespaces."""

from bplib.grading.isolation.levels import Level
from bplib.grading.judging.scores import Result

EXPECTED = Result.EXCEPTION
AT_LEVEL = {Level.LANDLOCK_ALONE: Result.PASSED}
HONEST = "The answer is right; that the disk can be filled there, the page admits."
ANSWER = """
def double(x):
    for number in range(200):
        with open(f"file{number}", "wb") as file:
            file.write(bytes(1 << 20))
    return 2 * x
"""
