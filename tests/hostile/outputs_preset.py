"""Wrong answers with outputs that say "passed"; outputs are made anew."""

from bplib.grading.judging.scores import Result
from hostile import cell, encoded

EXPECTED = Result.WRONG


def submission(notebook):
    cell(notebook, "double_answer")["source"] = "def double(x):\n    return 0"
    for part in notebook["cells"]:
        part["outputs"] = [
            {"output_type": "stream", "name": "stdout", "text": "✓ passed (4 cases)"}
        ]
    return encoded(notebook)
