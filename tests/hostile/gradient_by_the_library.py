"""Calls bplib's own softmax in place of writing one: held for the instructor."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.REFERENCE
LESSON = "05_losses"
EXERCISE = "stable_softmax"
ANSWER = """
from bplib import losses

def stable_softmax(Z):
    return losses.softmax(Z)
"""
