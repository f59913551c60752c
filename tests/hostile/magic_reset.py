"""Deletes all names, its own answer and the lesson's imports among them."""

from bplib.grading.judging.scores import Result

EXPECTED = {"double": Result.NOT_ATTEMPTED, "first_expression": Result.NOT_ATTEMPTED}
OTHERS = "the imports are gone, as they would be for its author"
ANSWER = """
def double(x):
    return 2 * x

%reset -f
"""
