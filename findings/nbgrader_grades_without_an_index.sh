#!/usr/bin/env bash
# nbgrader 0.9.6 keeps a gradebook in SQLite. A good guess is that the grades of one submission are
# found by an index, since they are asked for all the time: by Formgrader, by feedback, by exporters.
# The only index on the table of grades begins with the graded cell, and SQLite makes none of its own
# for a foreign key. So for every submission the grades of the whole class, of all lessons, are read:
# four times the students take about sixteen times the steps, where four times would do.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    nbgrader==0.9.6 sqlalchemy==2.1.9
cd "$folder"
PATH="$folder/venv/bin:$PATH" venv/bin/python -W ignore - > seen <<'PYTHON'
from nbgrader.api import Gradebook
from sqlalchemy import event

CELLS = 5


def steps_to_read_every_grade(students):
    """Return how many steps of SQLite's machine it takes to read all submissions' grades."""
    steps, asked = [], {}
    with Gradebook(f"sqlite:///{students}.db") as book:
        book.add_assignment("one")
        book.add_notebook("book", "one")
        for number in range(CELLS):
            book.add_grade_cell(f"cell{number}", "book", "one", max_score=1, cell_type="code")
        for number in range(students):
            book.add_student(f"student{number}")
            book.add_submission("one", f"student{number}")
        book.db.expire_all()
        connection = book.db.connection()
        connection.connection.dbapi_connection.set_progress_handler(lambda: steps.append(1), 100)
        event.listen(book.engine, "before_cursor_execute", lambda *said: asked.update({said[2]: said[3]}))
        read = [grade for submission in book.assignment_submissions("one")
                for notebook in submission.notebooks for grade in notebook.grades]
        assert len(read) == CELLS * students
        connection.connection.dbapi_connection.set_progress_handler(None, 0)
        question = next(said for said in asked if "FROM grade" in said)
        plan = book.db.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {question}", asked[question])
        ways = {row[3] for row in plan}
    return len(steps), "SCAN grade" in ways


few, scanned = steps_to_read_every_grade(60)
many, _ = steps_to_read_every_grade(240)
print("the whole table of grades is read for one submission:", scanned)
print("four times the students:", "more than ten times the steps" if many > 10 * few else many / few)
PYTHON
cat seen
diff - seen <<'SEEN'
the whole table of grades is read for one submission: True
four times the students: more than ten times the steps
SEEN
echo "as found"
