"""Gives all numbers at once, in the hope that one of them fits."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG_TYPE
EXERCISE = "first_numbers"
ANSWER = "slope = change = np.arange(10.0)"
