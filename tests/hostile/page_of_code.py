"""A right answer that the colouring of code never finishes, in the tests a stand-in that sleeps.
The page shows it without colours.
"""

from bplib.grading.judging.scores import Result

EXPECTED = Result.PASSED
HONEST = "the answer is right"
SHOWN = ("# asleep &amp; in code", "to convert it takes too long")
ANSWER = """
# asleep & in code
def double(x):
    return 2 * x
"""
