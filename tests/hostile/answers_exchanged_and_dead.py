"""Two answers in each other's cells, one of which ends its process: that one pays for it."""

from bplib.grading.judging.scores import Result
from hostile import cell, encoded

EXPECTED = {"double": Result.DIED, "first_numbers": Result.PASSED}
HONEST = "the other answer is right"


def submission(notebook):
    one, other = cell(notebook, "double_answer"), cell(notebook, "first_numbers_answer")
    dead = one["source"] + "\nimport os\nos._exit(1)"
    one["source"], other["source"] = other["source"], dead
    return encoded(notebook)
