"""Returns a list that holds itself."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG_TYPE
ANSWER = """
def double(x):
    nest = []
    nest.append(nest)
    return nest
"""
