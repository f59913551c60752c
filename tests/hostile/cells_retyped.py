"""A solved notebook whose code cells are all text, and whose texts are code."""

from bplib.grading.judging.scores import Result
from hostile import encoded

EXPECTED = {
    "double": Result.PASSED,
    "first_numbers": Result.PASSED,
    "first_expression": Result.PASSED,
}
HONEST = "the answers are right"


def submission(notebook):
    for part in notebook["cells"]:
        if part["id"].endswith("_answer"):
            part["cell_type"] = "raw"
        elif part["cell_type"] == "markdown":
            part["cell_type"] = "code"
    return encoded(notebook)
