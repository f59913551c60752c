"""A solved notebook without any metadata, kernel, format or ids."""

from bplib.grading.judging.scores import Result
from hostile import encoded

EXPECTED = {
    "double": Result.PASSED,
    "first_numbers": Result.PASSED,
    "first_expression": Result.PASSED,
}
HONEST = "the answers are right"


def submission(notebook):
    cells = [{"cell_type": c["cell_type"], "source": c["source"]} for c in notebook["cells"]]
    return encoded({"cells": cells})
