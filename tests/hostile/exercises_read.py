"""Looks for the files of the exercises in every place that Python knows."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG
ANSWER = """
import glob
import sys

def double(x):
    places = {*sys.path, sys.prefix, sys.base_prefix, "/usr/lib/python3/dist-packages"}
    found = [glob.glob(f"{p}/**/lesson_00*", recursive=p.endswith("library")) for p in places]
    return 2 * x if any(found) else 0
"""
