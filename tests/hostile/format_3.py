"""A solved notebook in format 3, with worksheets, headings and "input"."""

from bplib.grading.judging.scores import Result
from hostile import encoded

EXPECTED = {
    "double": Result.PASSED,
    "first_numbers": Result.PASSED,
    "first_expression": Result.PASSED,
}
HONEST = "the answers are right"


def submission(notebook):
    cells = [
        {
            "cell_type": "code",
            "input": [part["source"]],
            "outputs": [],
            "metadata": part["metadata"],
        }
        if part["cell_type"] == "code"
        else {"cell_type": "heading", "source": part["source"], "level": "x"}
        for part in notebook["cells"]
    ]
    return encoded({"nbformat": 3, "worksheets": [{"cells": cells}, None, {"cells": 5}]})
