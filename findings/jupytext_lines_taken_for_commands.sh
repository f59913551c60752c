#!/usr/bin/env bash
# jupytext 1.19.6: `jupytext --to py` comments out magics and commands that only a notebook can run, such
# as "mv a b". A good guess is that Python stays, as "mv = 3" does, or that it looks whether the name is
# a variable, as IPython does. A pattern decides: a name such as cat, cp, ls, more, mv or rm and a space,
# unless = or a comma comes next. So "mv *= 0.9", "ls += 1" and even an aligned "mv  = 0" become comments.
# The script runs, without a warning, to another number than the notebook; a round trip shows nothing,
# as the lines are code again. What helps is --opt comment_magics=false, or another name.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check jupytext==1.19.6
cd "$folder"
venv/bin/python - > seen <<'PYTHON'
import subprocess
import sys

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

CELLS = (
    "w = 1.0\nmv = -0.5  # the momentum's velocity",
    "mv *= 0.9\nmv -= 0.1 * 2 * w\nw += mv",
    "print('w after one step:', round(w, 3))",
)
nbformat.write(new_notebook(cells=[new_code_cell(source) for source in CELLS]), "a.ipynb")


def run(*words):
    return subprocess.run([sys.executable, *words], check=True, capture_output=True, text=True).stdout


print("notebook,", run("-c", "\n".join(CELLS)).strip())
for name, option in {"without magics": ["--opt", "comment_magics=false"], "by default": []}.items():
    run("-m", "jupytext", "--to", "py:percent", *option, "a.ipynb")
    print(f"script {name},", run("a.py").strip())
    print("   ", *(line for line in open("a.py").read().splitlines() if "mv" in line), sep=" | ")
run("-m", "jupytext", "--to", "ipynb", "--output", "b.ipynb", "a.py")
back = tuple(cell.source for cell in nbformat.read("b.ipynb", 4).cells)
print("the same cells after a round trip:", back == CELLS)
PYTHON
cat seen
diff - seen <<'SEEN'
notebook, w after one step: 0.35
script without magics, w after one step: 0.35
    | mv = -0.5  # the momentum's velocity | mv *= 0.9 | mv -= 0.1 * 2 * w | w += mv
script by default, w after one step: 0.5
    | mv = -0.5  # the momentum's velocity | # mv *= 0.9 | # mv -= 0.1 * 2 * w | w += mv
the same cells after a round trip: True
SEEN
echo "as found"
