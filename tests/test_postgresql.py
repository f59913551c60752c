"""The gradebook in PostgreSQL: the same scores, and a server that goes away."""

import contextlib
import threading

import pytest
from classroom import ANSWERS, LESSON, course, hand_in, scores, solved
from engines import Here, grade_class
from nbgrader.api import Gradebook
from postgresql import Server, programs
from sandboxes import REQUIRED

from bplib.cli import main
from bplib.course.lessons import CourseError
from bplib.grading.gradebook import batch, patience

if programs() is None and REQUIRED:
    raise AssertionError("PostgreSQL is not installed: apt-get install postgresql")
pytestmark = pytest.mark.skipif(
    programs() is None, reason="PostgreSQL is not installed: apt-get install postgresql"
)


@pytest.fixture(scope="module")
def server():
    with contextlib.closing(Server()) as made:
        yield made


@pytest.fixture
def folder(tmp_path, server):
    """A course whose gradebook the server keeps, in tables that are empty."""
    from sqlalchemy import create_engine, text

    engine = create_engine(server.url)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    made = course(tmp_path / "course")
    with (made / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(f"c.CourseDirectory.db_url = {server.url!r}\n")
    return made


def test_scores_are_those_of_a_file(folder, server, tmp_path):
    file = course(tmp_path / "file")
    for place in (folder, file):
        for student, answer in ANSWERS.items():
            hand_in(place, student, solved(answer))
        (place / "submitted" / "right" / LESSON / "timestamp.txt").write_text("2026-01-31 12:00:00")
    rows = grade_class(folder, [])
    assert rows == grade_class(file, [])
    assert rows == grade_class(folder, [])  # graded before: nothing is run again
    assert scores(folder, server.url) == scores(file)


class Gone(Here):
    """Stops the server while somebody is graded, and starts it again after a while."""

    def __init__(self, server, seconds):
        self.server = server
        self.seconds = seconds

    def results(self, tasks):
        for finished in super().results(tasks):
            self.server.stop()
            self.back = threading.Timer(self.seconds, self.server.start)
            self.back.start()
            yield finished


def test_a_server_that_is_gone_for_a_while_is_waited_for(folder, server, capsys):
    hand_in(folder, "ada")
    gone = Gone(server, 3)
    (row,) = batch.grade_class(folder, [], gone)
    gone.back.join()
    assert row.points == row.possible
    said = capsys.readouterr().err
    assert said.count("waiting for up to") == 1
    assert f"the gradebook postgresql+psycopg://bplib@127.0.0.1:{server.port}/grades" in said


def test_a_server_that_stays_away_loses_nothing(folder, server, monkeypatch):
    hand_in(folder, "ada")
    gone = Gone(server, 1)
    with monkeypatch.context() as patch:
        patch.setattr(patience, "SECONDS", 0.0)
        with pytest.raises(CourseError, match="cannot be used"):
            batch.grade_class(folder, [], gone)
    gone.back.join()
    (row,) = grade_class(folder, [])
    assert row.points == row.possible


def test_a_server_that_is_not_there_is_one_sentence(folder, server, monkeypatch, capsys):
    hand_in(folder, "ada")
    monkeypatch.chdir(folder)
    monkeypatch.setattr(patience, "SECONDS", 0.0)
    server.stop()
    try:
        assert main(["grade"]) == 2
    finally:
        server.start()
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "Connection refused" in said


def test_a_database_that_is_not_there_is_not_waited_for(folder, server, monkeypatch, capsys):
    hand_in(folder, "ada")
    with (folder / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(f"c.CourseDirectory.db_url = {server.url + 'x'!r}\n")
    monkeypatch.chdir(folder)
    assert main(["grade"]) == 2
    assert 'database "gradesx" does not exist' in capsys.readouterr().err


def test_nbgrader_s_own_tables_are_made_once(folder, server):
    hand_in(folder, "ada")
    grade_class(folder, [])
    with Gradebook(server.url, "bplib") as book:
        assert [student.id for student in book.students] == ["ada"]
