#!/usr/bin/env bash
# papermill 2.7.0 runs notebooks with nbclient, which goes on after an error in a cell that is tagged
# raises-exception. A good guess is that papermill leaves such a cell alone, as nbclient, JupyterLab
# and nbconvert do. It does run the cells below; but in the end it looks for outputs of errors without
# looking at tags, puts a notice above the cell into the notebook, and ends with status 1.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    papermill==2.7.0 nbclient==0.11.0 ipykernel==7.3.0
"$folder/venv/bin/python" - "$folder" > "$folder/seen" <<'PYTHON'
import subprocess
import sys
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

folder = Path(sys.argv[1])
cells = [
    new_code_cell("1 / 0", metadata={"tags": ["raises-exception"]}),
    new_code_cell("print('after the error')"),
]
nbformat.write(new_notebook(cells=cells), folder / "a.ipynb")
for words in (
    ["-m", "jupyter", "execute", "--kernel_name=python3", "--output=b.ipynb", "a.ipynb"],
    ["-m", "papermill", "-k", "python3", "--no-progress-bar", "a.ipynb", "b.ipynb"],
):
    done = subprocess.run([sys.executable, *words], cwd=folder, capture_output=True)
    made = nbformat.read(folder / "b.ipynb", 4)
    texts = [output.text for cell in made.cells for output in cell.get("outputs", ()) if "text" in output]
    print(f"{words[1]:9} {len(made.cells)} cells, {''.join(texts).strip()!r}, status {done.returncode}")
PYTHON
cat "$folder/seen"
diff - "$folder/seen" <<'SEEN'
jupyter   2 cells, 'after the error', status 0
papermill 4 cells, 'after the error', status 1
SEEN
echo "as found"
