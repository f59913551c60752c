"""Wrong answers, with checks that are edited, worth a hundred points and unlocked; checks come
from the lesson.
"""

from bplib.grading.judging.scores import Result
from hostile import cell, encoded

EXPECTED = Result.WRONG


def submission(notebook):
    cell(notebook, "double_answer")["source"] = "def double(x):\n    return 0"
    for part in notebook["cells"]:
        marks = part["metadata"].get("nbgrader", {})
        if marks.get("grade"):
            part["source"] = "assert True"
            marks.update(points=100, locked=False, solution=True, task=True)
    return encoded(notebook)
