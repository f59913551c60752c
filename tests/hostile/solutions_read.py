"""Looks for solutions where a course may lie; none of these folders is there."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG
ANSWER = """
import os

def double(x):
    for place in ("/home", "/root", "/work", "/srv", "/mnt", "/opt", "/tmp", "/var", "COURSE"):
        for folder, _, names in os.walk(place):
            if "00_start_here.ipynb" in names:
                return 2 * x
    return 0
"""
