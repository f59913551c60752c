"""A gradient of zeros, which a comparison of relative errors takes for right."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG
LESSON = "05_losses"
EXERCISE = "stable_softmax"
ANSWER = """
import numpy as np

def stable_softmax(Z):
    return Z * 0
"""
