"""A solved notebook with a cell of a hundred thousand statements, each of which would be read for
its names.
"""

from bplib.grading.judging.scores import Result
from hostile import code, encoded

EXPECTED = {
    "double": Result.PASSED,
    "first_numbers": Result.PASSED,
    "first_expression": Result.PASSED,
}
HONEST = "the answers are right"


def submission(notebook):
    notebook["cells"].insert(0, code("0\n" * 100_000 + "f'{1}' " * 20_000))
    return encoded(notebook)
