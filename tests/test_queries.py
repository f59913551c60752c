"""What is asked of the gradebook: no question grows with the class twice over."""

import sqlite3

import pytest
from classroom import course, hand_in
from engines import grade_class
from sqlalchemy import Engine, event

from bplib.cli import main

GROWING = ("student", "submitted_assignment", "submitted_notebook", "grade", "comment")


@pytest.fixture
def asked():
    """What is asked of any database, with what it was asked for: a statement once."""
    statements = {}

    def note(connection, cursor, statement, parameters, context, many):
        statements[statement] = parameters[0] if many else parameters

    event.listen(Engine, "before_cursor_execute", note)
    yield statements
    event.remove(Engine, "before_cursor_execute", note)


def read_again_and_again(database, statement, parameters):
    """Return the tables that SQLite reads whole for every row of another one."""
    plan = database.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
    parents = {number: parent for number, parent, _, _ in plan}
    again = {number for number, *_, words in plan if words.startswith("CORRELATED")}
    loops, found = {}, []
    for number, parent, _, words in plan:
        verb, name, *_ = f"{words} ".split(" ")
        if verb not in ("SCAN", "SEARCH"):
            continue
        above = number
        while above in parents and above not in again:
            above = parents[above]
        if verb == "SCAN" and (parent in loops or above in again):
            found.append(name)
        loops[parent] = True
    return found


def test_what_is_read_again_and_again_is_seen():
    database = sqlite3.connect(":memory:")
    database.executescript("CREATE TABLE few (id); CREATE TABLE grade (few, value);")
    for statement, read in (
        ("SELECT * FROM grade WHERE few = 1", []),
        ("SELECT * FROM few LEFT JOIN grade ON grade.value > few.id", ["grade"]),
        ("SELECT (SELECT sum(value) FROM grade WHERE few = id) FROM few", ["grade"]),
        ("SELECT * FROM few WHERE id IN (SELECT few FROM grade)", []),
    ):
        assert read_again_and_again(database, statement, ()) == read, statement
    database.execute("CREATE INDEX of_few ON grade (few)")
    assert (
        read_again_and_again(
            database, "SELECT (SELECT sum(value) FROM grade WHERE few = id) FROM few", ()
        )
        == []
    )
    database.close()


def test_no_table_that_grows_with_the_class_is_read_once_for_every_submission(
    tmp_path, monkeypatch, asked
):
    folder = course(tmp_path)
    for student in ("ada", "bob"):
        hand_in(folder, student)
    monkeypatch.chdir(folder)
    grade_class(folder, [])
    grade_class(folder, [])
    for command in (["report"], ["export", "--csv"]):
        assert main(command) == 0
    assert len(asked) > 20
    database = sqlite3.connect(folder / "gradebook.db")
    names = {
        f"{name}{suffix}" for name in GROWING for suffix in ("", "_1", "_2")
    }  # as SQLAlchemy renames them
    slow = {
        statement: tables
        for statement, parameters in asked.items()
        if statement.lstrip().startswith("SELECT")
        if (tables := names & set(read_again_and_again(database, statement, parameters)))
    }
    database.close()
    assert slow == {}
