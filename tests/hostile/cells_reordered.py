"""A solved notebook with all its checks on top."""

from bplib.grading.judging.scores import Result
from hostile import encoded

EXPECTED = {
    "double": Result.PASSED,
    "first_numbers": Result.PASSED,
    "first_expression": Result.PASSED,
}
HONEST = "the answers are right"


def submission(notebook):
    notebook["cells"].sort(key=lambda part: not part["metadata"].get("nbgrader", {}).get("grade"))
    return encoded(notebook)
