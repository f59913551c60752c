#!/usr/bin/env bash
# nbgrader 0.9.6 gives a test cell part of its points if its last line is a number from 0 to that
# many. A good guess is that 4 * np.mean(passed), one of four checks passed, gives 1 of 4, as with
# NumPy 1. nbgrader reads the cell's text: NumPy 2 writes np.float64(1.0), float() refuses that, and
# get_partial_grade gives *all* points for what it cannot read. So do np.sum, Python's sum and round
# of what NumPy counted, and a number below 0 (a good guess is 0), as where wrong answers cost
# points: the worst gets the best mark. Autograding succeeds, and the cell is not marked for a look
# by hand; a warning in the log is all. It hurts trainers: who failed gains by it.
# What helps: float(max(0, ...)) around it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    nbgrader==0.9.6 sqlalchemy==2.1.9 ipykernel==7.4.0 numpy==2.4.6
cd "$folder"
PATH="$folder/venv/bin:$PATH" venv/bin/python -W ignore - > seen 2> errors <<'PYTHON'
import shutil
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from traitlets.config import Config

LAST_LINES = (  # of test cells of 4 points each; one check of four has passed
    "4 * [True, False, False, False].count(True) / 4",
    "4 * np.mean(passed)",
    "np.sum(passed)",
    "round(sum(passed * 1.0), 2)",
    "1.0 - 3 * 0.5",
    "float(max(0, 4 * np.mean(passed)))",
    "float(max(0, 1.0 - 3 * 0.5))",
)
cells = [new_code_cell("import numpy as np\n\npassed = np.array([True, False, False, False])")]
for number, line in enumerate(LAST_LINES):
    kind = {"grade": True, "solution": False, "task": False, "locked": True, "cell_type": "code"}
    kind |= {"points": 4, "grade_id": f"cell{number}", "schema_version": 3}
    cells.append(new_code_cell(line, metadata={"nbgrader": kind}))
kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
Path("source/one").mkdir(parents=True)
nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), "source/one/book.ipynb")

course = NbGraderAPI(config=Config({"CourseDirectory": {"root": "."}}))
assert course.generate_assignment("one")["success"]
shutil.copytree("release/one", "submitted/ada/one")
print("autograding succeeds:", course.autograde("one", "ada")["success"])
with Gradebook("sqlite:///gradebook.db") as book:
    for number, line in enumerate(LAST_LINES):
        grade = book.find_grade(f"cell{number}", "book", "one", "ada")
        look = "to be looked at" if grade.needs_manual_grade else "final"
        print(f"{line:47} {grade.score:g} of {grade.max_score:g} points, {look}")
PYTHON
cat seen
diff - seen <<'SEEN'
autograding succeeds: True
4 * [True, False, False, False].count(True) / 4 1 of 4 points, final
4 * np.mean(passed)                             4 of 4 points, final
np.sum(passed)                                  4 of 4 points, final
round(sum(passed * 1.0), 2)                     4 of 4 points, final
1.0 - 3 * 0.5                                   4 of 4 points, final
float(max(0, 4 * np.mean(passed)))              1 of 4 points, final
float(max(0, 1.0 - 3 * 0.5))                    0 of 4 points, final
SEEN
echo "as found"
