"""Wrong answers in a file that carries scores, verdicts and a seed of a run of the grader."""

from bplib.grading.judging.scores import Result
from hostile import cell, encoded

EXPECTED = Result.WRONG


def submission(notebook):
    cell(notebook, "double_answer")["source"] = "def double(x):\n    return 0"
    score = {"result": "passed", "points": 99, "possible": 1, "seed": 0}
    notebook["metadata"]["bplib_grading"] = {"seed": 0, "scores": {"double": score}}
    return encoded(notebook)
