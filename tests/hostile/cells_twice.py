"""A solved notebook with every cell twice, under the same ids."""

from bplib.grading.judging.scores import Result
from hostile import encoded

EXPECTED = {
    "double": Result.PASSED,
    "first_numbers": Result.PASSED,
    "first_expression": Result.PASSED,
}
HONEST = "the answers are right"


def submission(notebook):
    notebook["cells"] *= 2
    return encoded(notebook)
