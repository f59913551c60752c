"""A solved notebook whose answers were merged with their checks, under the checks' ids."""

from bplib.grading.judging.scores import Result
from hostile import cell, encoded

EXPECTED = {
    "double": Result.PASSED,
    "first_numbers": Result.PASSED,
    "first_expression": Result.PASSED,
}
HONEST = "the answers are right"


def submission(notebook):
    for name in ("double", "first_numbers", "first_expression"):
        answer = cell(notebook, f"{name}_answer")
        notebook["cells"].remove(answer)
        check = cell(notebook, name)
        check["source"] = answer["source"] + "\n" + check["source"]
    return encoded(notebook)
