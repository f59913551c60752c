"""Sends a tree without arguments, nested trees and trees of text in place of an expression."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG
EXERCISE = "first_expression"
ANSWER = """
class Forged(dict):
    pass

import bplib.course.checks.calling as calling

tree = ["Max", ["Integer"], ["Rational", "0x1", "0x0"], ["Pow", ["Float", "1e300"], ["Float", "9"]]]
calling.pack = lambda *_: {"$dict": [["derivative", {"$tree": tree}]]}
derivative = 0
"""
