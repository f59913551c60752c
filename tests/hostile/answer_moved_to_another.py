"""Writes the right answer into the cell of another exercise; where it stands does not matter, what
is called does.
"""

from bplib.grading.judging.scores import Result
from hostile import cell, encoded

EXPECTED = {
    "double": Result.PASSED,
    "first_numbers": Result.PASSED,
    "first_expression": Result.PASSED,
}
HONEST = "the answers are right"


def submission(notebook):
    answer, other = cell(notebook, "double_answer"), cell(notebook, "first_numbers_answer")
    other["source"] = answer["source"] + "\n" + other["source"]
    answer["source"] = "def double(x):\n    return 0"
    check = cell(notebook, "double")
    notebook["cells"].remove(check)
    notebook["cells"].append(check)
    return encoded(notebook)
