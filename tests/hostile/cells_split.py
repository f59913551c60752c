"""A solved notebook whose answer was split into two cells, without its check."""

from bplib.grading.judging.scores import Result
from hostile import cell, code, encoded

EXPECTED = {
    "double": Result.PASSED,
    "first_numbers": Result.PASSED,
    "first_expression": Result.PASSED,
}
HONEST = "the answers are right"


def submission(notebook):
    answer = cell(notebook, "double_answer")
    place = notebook["cells"].index(answer)
    notebook["cells"].insert(place + 1, code(answer["source"], "half"))
    answer["source"] = "# the other half is below"
    notebook["cells"].remove(cell(notebook, "double"))
    return encoded(notebook)
