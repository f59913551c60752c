"""Hands in weights of a network that is a million times too wide."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.OUTPUT
LESSON = "10_xor"
EXERCISE = "two_units_by_hand"
ANSWER = """
import numpy as np

by_hand = [np.ones((2, 10**6), np.int8), np.ones(10**6, np.int8), np.ones((10**6, 1)), np.ones(1)]
"""
