"""A solved notebook with two answers in each other's cells, each at the other's check."""

from bplib.grading.judging.scores import Result
from hostile import cell, encoded

EXPECTED = {"double": Result.PASSED, "first_numbers": Result.PASSED}
HONEST = "both answers are there"


def submission(notebook):
    one, other = cell(notebook, "double_answer"), cell(notebook, "first_numbers_answer")
    one["source"], other["source"] = other["source"], one["source"]
    return encoded(notebook)
