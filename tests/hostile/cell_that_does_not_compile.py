"""A bracket too few in the third line of an answer, and a wrong version of it in a cell before,
which is not what is judged.
"""

from bplib.grading.judging.scores import Result
from hostile import cell, code, encoded

EXPECTED = Result.SYNTAX
SHOWN = ("✗ double: syntax error", "the cell does not compile: line 3: ")


def submission(notebook):
    answer = cell(notebook, "double_answer")
    answer["source"] = "def double(x):\n    y = 2\n    return (2 * x\n"
    place = notebook["cells"].index(answer)
    notebook["cells"].insert(place, code("def double(x):\n    return x"))
    return encoded(notebook)
