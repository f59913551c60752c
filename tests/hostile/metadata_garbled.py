"""A solved notebook with metadata of the wrong type everywhere, a foreign kernel and a schema
version from the future.
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
    notebook["metadata"] = {"kernelspec": ["R"], "language_info": None}
    garbage = [None, [], "x", {"nbgrader": []}, {"nbgrader": {"grade_id": {}, "points": "many"}}, 5]
    for number, part in enumerate(notebook["cells"]):
        part["metadata"] = garbage[number % 6]
        part["outputs"] = part["execution_count"] = {"a": 1}
        part["source"] = [part["source"], 5, None]
    cell(notebook, "double_answer")["metadata"] = {"nbgrader": {"schema_version": 99}}
    return encoded(notebook)
