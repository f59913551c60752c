"""Asks by its name for a file that it may not see; Landlock does not hide that there is one."""

from bplib.grading.isolation.levels import Level
from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG
AT_LEVEL = {Level.LANDLOCK: Result.PASSED, Level.LANDLOCK_ALONE: Result.PASSED}
HONEST = "No answer is: it shows that it saw the name, which the page admits."
ANSWER = """
import os

def double(x):
    return 2 * x if os.path.exists("/etc/passwd") else 0
"""
