"""A solved notebook with twenty more cells, each of which ends its process."""

from bplib.grading.judging.scores import Result
from hostile import code, encoded

EXPECTED = {
    "double": Result.PASSED,
    "first_numbers": Result.PASSED,
    "first_expression": Result.PASSED,
}
HONEST = "the answers are right"


def submission(notebook):
    notebook["cells"] += [code("import os\nos._exit(0)", f"x{k}") for k in range(20)]
    return encoded(notebook)
