"""Sends an exception that is a list, and messages without end."""

from bplib.grading.judging.scores import Result
from hostile import forging

EXPECTED = Result.EXCEPTION
ANSWER = forging(error="['x' * 1_000_000]", used="'all'")
