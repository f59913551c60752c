"""Gives an object whose class says that it is a product; only its class's name and its arguments
travel, and those are right.
"""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG_TYPE
EXERCISE = "first_expression"
ANSWER = """
class Mul(sp.Function):
    nargs = 1

derivative = Mul(sp.Symbol("y"))
"""
