"""Gives text that a careless reader would evaluate."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG_TYPE
EXERCISE = "first_expression"
ANSWER = """
derivative = "__import__('os').system('touch /tmp/evaluated') or 2*x"
"""
