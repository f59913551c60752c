"""A solved notebook with halves of characters in cells, ids and names."""

from bplib.grading.judging.scores import Result
from hostile import code, encoded

EXPECTED = {
    "double": Result.PASSED,
    "first_numbers": Result.PASSED,
    "first_expression": Result.PASSED,
}
HONEST = "the answers are right"


def submission(notebook):
    for part in notebook["cells"]:
        part["source"] += "\n# \ud800" if part["cell_type"] == "code" else "\udfff"
    notebook["cells"].append(code("print('\ud800')", "\ud800"))
    return encoded(notebook)
