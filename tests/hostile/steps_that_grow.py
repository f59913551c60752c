"""Hands back a state that doubles with every step."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG_TYPE
LESSON = "16_step_size_and_momentum"
EXERCISE = "momentum_step"
ANSWER = """
import numpy as np

def momentum_step(w, v, g, lr, beta):
    return np.concatenate([w, w]), v
"""
