"""A solved notebook with things among its cells that are no cells."""

from bplib.grading.judging.scores import Result
from hostile import encoded

EXPECTED = {
    "double": Result.PASSED,
    "first_numbers": Result.PASSED,
    "first_expression": Result.PASSED,
}
HONEST = "the answers are right"


def submission(notebook):
    for thing in (
        None,
        5,
        "x",
        [],
        {},
        {"source": {}},
        {"cell_type": []},
        {"id": {}, "source": "1"},
    ):
        notebook["cells"].insert(3, thing)
    return encoded(notebook)
