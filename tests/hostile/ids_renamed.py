"""A solved notebook whose ids all belong to other cells; answers are found by their grade ids."""

from bplib.grading.judging.scores import Result
from hostile import encoded

EXPECTED = {
    "double": Result.PASSED,
    "first_numbers": Result.PASSED,
    "first_expression": Result.PASSED,
}
HONEST = "the answers are right"


def submission(notebook):
    for number, part in enumerate(notebook["cells"]):
        part["id"] = ["", "x", 5, None, "added-1", "summary"][number % 6]
    return encoded(notebook)
