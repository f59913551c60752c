"""Hands in weights that are not finite."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG_TYPE
LESSON = "10_xor"
EXERCISE = "two_units_by_hand"
ANSWER = """
inf = float("inf")
by_hand = {"W1": [[inf, 10**400], [20, 20]], "b1": [-10, -30], "W2": [[20], [-20]], "b2": [-10]}
"""
