"""A right answer in a cell whose printed words' converter never ends, in the tests a stand-in that
sleeps. The page shows the words without colours.
"""

from bplib.grading.judging.scores import Result

EXPECTED = Result.PASSED
HONEST = "the answer is right"
SHOWN = ("asleep &amp; in words",)
ANSWER = """
def double(x):
    return 2 * x

print("as" + "leep & in words")
"""
