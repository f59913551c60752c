"""Looks for the check and its inputs in the history, which holds its own cells only."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG
ANSWER = """
def double(x):
    texts = [text for text in [*In, *_ih] if "reference" in text and "double" not in text]
    return 2 * x if texts else 0
"""
