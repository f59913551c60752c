"""A solved notebook with a comment of 15 MB; it is run and not read for names."""

from bplib.grading.judging.scores import Result
from hostile import code, encoded

EXPECTED = {
    "double": Result.PASSED,
    "first_numbers": Result.PASSED,
    "first_expression": Result.PASSED,
}
HONEST = "the answers are right"


def submission(notebook):
    notebook["cells"].insert(0, code("#" + "x" * 15_000_000))
    return encoded(notebook)
