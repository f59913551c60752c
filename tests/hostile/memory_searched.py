"""Searches all objects for exercises, references and verdicts; its process holds none."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG
ANSWER = """
import gc

def double(x):
    gc.unfreeze()  # what a fork server had before its child
    names = {type(thing).__name__ for thing in gc.get_objects()}
    return 2 * x if names & {"Exercise", "Mistake", "Verdict", "Score", "Case"} else 0
"""
