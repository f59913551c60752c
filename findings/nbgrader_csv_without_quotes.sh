#!/usr/bin/env bash
# nbgrader 0.9.6: `nbgrader export`. A good guess is that its CSV quotes what has to be quoted, as
# Python's csv module does. CsvExportPlugin joins values with commas: a name that holds a comma
# ("Lovelace, Countess of", as many registers write names) shifts all later columns of its row by
# one, so that a reader which goes by the header takes the e-mail address for the number of points.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    nbgrader==0.9.6 sqlalchemy==2.0.51 "setuptools<81"
cd "$folder"
PATH="$folder/venv/bin:$PATH" "$folder/venv/bin/python" - > "$folder/seen" 2> "$folder/errors" <<'PYTHON'
import csv

from nbgrader.api import Gradebook
from nbgrader.plugins import CsvExportPlugin

with Gradebook("sqlite:///grades.db") as book:
    book.add_assignment("one")
    book.add_student("ada", last_name="Lovelace, Countess of", first_name="Ada")
    book.add_student("ben", last_name="Bitdiddle", first_name="Ben")
    CsvExportPlugin().export(book)
heads, *rows = csv.reader(open("grades.csv"))
for row in sorted(rows, key=lambda row: row[heads.index("student_id")]):
    print(f"{len(heads)} columns, {len(row)} values: first name read as {row[heads.index('first_name')]!r}")
PYTHON
cat "$folder/seen"
diff - "$folder/seen" <<'SEEN'
11 columns, 12 values: first name read as ' Countess of'
11 columns, 11 values: first name read as 'Ben'
SEEN
echo "as found"
