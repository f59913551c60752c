"""A right answer in a cell that shows a hundred megabytes; what does not fit is not kept."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.PASSED
HONEST = "the answer is right"
ANSWER = """
from IPython.display import HTML, display

for _ in range(50):
    display(HTML("x" * 2_000_001))

def double(x):
    return 2 * x
"""
