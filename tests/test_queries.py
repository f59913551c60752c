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
    try:
        plan = database.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
    except sqlite3.Error:  # nothing that has a plan
        return []
    loops, found = {}, []
    for _, parent, _, words in plan:
        verb, name, *rest = f"{words} ".split(" ")
        if verb in ("SCAN", "SEARCH"):
            inner = loops.setdefault(parent, []) != []
            loops[parent].append(name)
            if inner and verb == "SCAN" and "USING" not in rest:
                found.append(name)
    return found


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
        if (tables := names & set(read_again_and_again(database, statement, parameters)))
    }
    database.close()
    assert slow == {}
