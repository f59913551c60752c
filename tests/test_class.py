"""Grading a whole class loses nothing: kills, debris in submissions, failures of the grader."""

import contextlib
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
import warm
from classroom import (
    ANSWERS,
    LESSON,
    NOTEBOOK,
    NOTHING_IN_IT,
    course,
    grade,
    hand_in,
    scores,
    solved,
    start,
    verdicts,
)
from engines import grade_class
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory

from bplib.course.registry import lesson_exercises
from bplib.grading import work
from bplib.grading.gradebook import batch, records
from bplib.grading.isolation import scratch
from bplib.grading.isolation.sandbox import SandboxError
from bplib.grading.judging.scores import Result
from bplib.grading.reading import intake

EXERCISES = [exercise.name for exercise in lesson_exercises()[LESSON]]
isolated = pytest.mark.usefixtures("sandboxed")


@pytest.fixture(scope="module")
def gradebook(tmp_path_factory):
    """An empty gradebook."""
    folder = tmp_path_factory.mktemp("empty")
    records.make_gradebook(CourseDirectory(root=str(folder), course_id="bplib"))
    return folder / "gradebook.db"


def rows(table):
    """Return what a printed table says, by student."""
    lines = [line.split("  ") for line in table.splitlines() if LESSON in line]
    return {line[0].strip(): line[-1].strip() for line in lines}


def command(folder, *arguments):
    """Start a command as an instructor does, with a temporary directory of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", *arguments],
        cwd=folder,
        env={**os.environ, "TMPDIR": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


# ---- kills ---------------------------------------------------------------------------------------


def living(folder):
    """Return the processes that have a folder in their command."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if str(folder).encode() in path.read_bytes():
                found.append(path.parent.name)
        except OSError:
            continue
    return found


def kill(process, seconds, ready=lambda: True):
    """Kill a run some seconds after it is ready; it must not have come to its end before."""
    ends = time.monotonic() + 60
    while not ready() and time.monotonic() < ends:
        time.sleep(0.02)
    time.sleep(seconds)
    process.kill()
    process.join()
    assert process.exitcode == -signal.SIGKILL, "it ended before it was killed"


SLOW = """
import time
from bplib.grading.gradebook import records
def slow(*arguments, real=records.Gradebook):
    time.sleep(1)
    made = real(*arguments)
    time.sleep(1)
    return made
records.Gradebook = slow
"""

# Written into a course's configuration: few pages at a time, and slowly.
HALTING = """
import time
from bplib.grading.gradebook import batch, writer
batch.TOGETHER = 2
def halting(self, graded, real=writer.Writer._page):
    time.sleep(0.05)
    real(self, graded)
    time.sleep(0.05)
writer.Writer._page = halting
"""


def tables(path):
    """Return all that is in a database, as SQL."""
    with contextlib.closing(sqlite3.connect(path)) as base:
        return sorted(base.iterdump())


def test_a_gradebook_is_as_nbgrader_makes_it(tmp_path, gradebook, monkeypatch):
    beside = os.path.dirname(sys.executable)
    monkeypatch.setenv("PATH", beside + os.pathsep + os.environ["PATH"])
    Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}", "bplib").close()
    assert tables(gradebook) == tables(tmp_path / "gradebook.db")


@isolated
def test_a_run_that_is_killed_twenty_times_ends_as_an_undisturbed_one(tmp_path, gradebook):
    rng = random.Random(4)
    whole, broken = course(tmp_path / "whole", gradebook), course(tmp_path / "broken")
    kinds = ["right", "wrong", "right", "typed", "dead", "blank"]
    for number in range(48):
        data = solved(ANSWERS[kinds[number // 3 % 6]]) if number % 3 == 0 else NOTHING_IN_IT
        for folder in (whole, broken):
            place = hand_in(folder, f"s{number:02}", b"no notebook" if number == 17 else data)
            (place / "timestamp.txt").write_text("2026-01-31 12:00:00", encoding="utf-8")
    status, table = grade(whole)
    assert status == 0, table
    wanted = scores(whole)

    def pages():
        return len(list(broken.glob(f"autograded/*/*/{NOTEBOOK}")))

    config = (broken / "nbgrader_config.py").read_text(encoding="utf-8")
    (broken / "nbgrader_config.py").write_text(config + SLOW, encoding="utf-8")
    for _ in range(2):  # while the gradebook is made, which takes two seconds so
        kill(start(broken), rng.uniform(0.2, 1.5))
        assert not (broken / "gradebook.db").exists()
    (broken / "nbgrader_config.py").write_text(config + HALTING, encoding="utf-8")
    shutil.copy(gradebook, broken)
    on_the_way = set()
    for _ in range(18):
        # a random time after a start, or after a random number of pages
        wanted_pages = pages() + rng.choice((0, 1, 2)) * (pages() < 36)
        seconds = rng.uniform(0, 0.3 if wanted_pages > pages() else 1.0)
        kill(start(broken), seconds, lambda most=wanted_pages: pages() >= most)
        on_the_way.add(len(verdicts(broken)))
        for student, found in scores(broken).items():
            autos = {found[name][0] for name in EXERCISES}
            saved = all(found[name] == wanted[student][name] for name in EXERCISES)
            assert saved or autos == {None}, f"half written: {found}"
    assert len(on_the_way - {0, 48}) >= 3, "the kills came too early or too late to tell"
    (broken / "nbgrader_config.py").write_text(config, encoding="utf-8")
    last = command(broken, "bplib", "grade")
    assert last.communicate()[0] == table
    assert last.returncode == 0
    assert scores(broken) == wanted
    assert verdicts(broken) == verdicts(whole)
    assert [path.name for path in broken.glob("bplib-*")] == []
    assert living(broken) == []


def test_only_the_folders_of_ended_processes_are_swept(tmp_path, monkeypatch):
    monkeypatch.setattr(scratch.tempfile, "tempdir", str(tmp_path))
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    mine = scratch.folder("run")
    for name in (f"bplib-library-{ended.pid}-abc", "bplib-notes", f"bplib-run-{os.getppid()}-x"):
        (tmp_path / name).mkdir()
    (tmp_path / f"bplib-run-{ended.pid}-link").symlink_to(mine)
    assert [path.name for path in scratch.sweep()] == [f"bplib-library-{ended.pid}-abc"]
    assert mine.is_dir()
    scratch.remove(mine)
    assert not mine.exists()


# ---- anything in a submission --------------------------------------------------------------------


def make_debris(folder):
    """Hand in everything that a folder can hold; return what each row must say."""
    said = {}
    hand_in(folder, "ada", solved())
    for name, why in {
        "Zoë Ångström": "3 passed",
        "a b": "3 passed",
        "-f": "3 passed",
        "x'); DROP TABLE grade;--": "3 passed",
        "line\nbreak": "cannot be printed",
        "*": "stand for other names",
        ".hidden": "begins with a dot",
        " blank": "begins or ends with a blank",
    }.items():
        hand_in(folder, name, solved() if name == "Zoë Ångström" else NOTHING_IN_IT)
        said[name if name.isprintable() and name.strip() == name else repr(name)] = why.replace(
            "3 passed", "3 passed" if name == "Zoë Ångström" else "3 missing cell"
        )
    for student, name in {
        "number": f"{LESSON} (1).ipynb",
        "copy": f"{LESSON}-Copy1.ipynb",
        "case": NOTEBOOK.title(),
        "text": f"{NOTEBOOK}.txt",
        "other": "homework.ipynb",
    }.items():
        hand_in(folder, student, NOTHING_IN_IT, name)
        said[student] = f"3 missing cell (read from {name!r})"
    hand_in(folder, "two", solved())
    hand_in(folder, "two", b"", "scratch.ipynb")
    said["two"] = "3 passed"
    for number in (1, 2):
        hand_in(folder, "twins", b"", f"{LESSON} ({number}).ipynb")
    said["twins"] = "not clear which notebook counts"
    hand_in(folder, "nothing", b"", "notes.txt")
    said["nothing"] = "there is no notebook in the folder, but 'notes.txt'"
    bomb = hand_in(folder, "bomb", b"", "empty") / "x.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(NOTEBOOK, bytes(30_000_000))
    said["bomb"] = "archives are not unpacked"
    return said


def make_links(folder):
    """Hand in links, pipes, sockets and worse; return what each row must say."""
    said = {}
    secret = folder / "secret"
    secret.write_text("the instructor's own words", encoding="utf-8")
    solution = folder / "solutions" / LESSON / NOTEBOOK
    place = hand_in(folder, "linker", NOTHING_IN_IT)
    for name, target in {
        "a": secret,
        "b": folder / "gradebook.db",
        "c": Path("/etc/passwd"),
        "d": folder / "solutions",
        "e": place,
        "f": folder / "nowhere",
    }.items():
        (place / name).symlink_to(target)
    os.mkfifo(place / "pipe")
    with socket.socket(socket.AF_UNIX) as plug, contextlib.chdir(place):
        plug.bind("plug")
    (place / "data").mkdir()
    (place / "data" / "closed").write_bytes(b"x" * 1000)
    (place / "data" / "closed").chmod(0)
    with (place / "huge").open("wb") as file:
        file.truncate(1 << 40)
    said["linker"] = "3 missing cell"
    for student, target in {"peeker": solution, "looper": Path(NOTEBOOK)}.items():
        (hand_in(folder, student, b"", "x") / NOTEBOOK).symlink_to(target)
        said[student] = f"{NOTEBOOK!r} is a link"
    os.mkfifo(hand_in(folder, "piper", b"", "x") / NOTEBOOK)
    said["piper"] = "not an ordinary file"
    (folder / "submitted" / "mover").symlink_to(folder / "submitted" / "ada")
    said["mover"] = "mover is a link"
    (folder / "submitted" / "borrower").mkdir()
    (folder / "submitted" / "borrower" / LESSON).symlink_to(folder / "solutions" / LESSON)
    said["borrower"] = f"{LESSON} is a link"
    (folder / "submitted" / "file").mkdir()
    (folder / "submitted" / "file" / LESSON).write_bytes(solved())
    said["file"] = "is not a folder"
    (hand_in(folder, "late", NOTHING_IN_IT) / "timestamp.txt").write_text("yesterday?")
    said["late"] = "timestamp.txt holds no time"
    (hand_in(folder, "latest", NOTHING_IN_IT) / "timestamp.txt").write_text(f"-99:{'9' * 30}0101")
    said["latest"] = "timestamp.txt holds no time"
    hand_in(folder, "latin", NOTHING_IN_IT, os.fsdecode(b"L\xf6sung.ipynb"))
    said["latin"] = "3 missing cell (read from "
    (hand_in(folder, "forger", b"", "x") / "is\nada  no verdict\x1b[31m.ipynb").symlink_to(secret)
    said["forger"] = "is a link"
    return said


def test_the_lessons_own_name_comes_before_copies_of_it():
    assert intake.choose(LESSON, [f"{LESSON} (1).ipynb", NOTEBOOK, f"{LESSON}_copy.ipynb"]) == (
        NOTEBOOK
    )


@isolated
def test_whatever_is_handed_in_gets_a_row_and_stops_nobody(tmp_path, gradebook):
    folder = course(tmp_path / "course", gradebook)
    said = {**make_debris(folder), **make_links(folder), "ada": "3 passed"}
    status, table = grade(folder)
    assert status == 1
    assert {s: t for s, t in rows(table).items() if said[s] not in t} == {}
    assert rows(table).keys() == said.keys()
    graded = {s for s, words in rows(table).items() if not words.startswith("no verdict")}
    assert verdicts(folder).keys() == graded
    kept = {path.name for path in folder.glob("autograded/*/*/*")}
    assert kept == {NOTEBOOK}, "something else than the notebook was copied"

    # nbgrader's own command, which finds them graded, and the refused ones again
    before = scores(folder), verdicts(folder)
    status, printed = warm.nbgrader(folder, "autograde", LESSON)
    assert status == 1, printed
    assert (scores(folder), verdicts(folder)) == before
    shutil.rmtree(folder / "autograded")
    warm.nbgrader(folder, "autograde", LESSON)
    assert (scores(folder), verdicts(folder)) == before
    assert warm.nbgrader(folder, "generate_feedback", LESSON)[0] == 0
    assert {p.suffix for p in folder.glob("feedback/*/*/*") if p.is_file()} == {".html"}


# ---- the grader's own failures -------------------------------------------------------------------


@pytest.fixture(scope="module")
def graded_once(tmp_path_factory, gradebook):
    """Two students, graded."""
    folder = course(tmp_path_factory.mktemp("graded") / "course", gradebook)
    for student in ("ada", "bob"):
        hand_in(folder, student, NOTHING_IN_IT)
    assert all(row.judged for row in grade_class(folder, []))
    return folder


@pytest.fixture
def graded(tmp_path, graded_once):
    """The two students, for a test that changes something."""
    return shutil.copytree(graded_once, tmp_path / "course")


def full(*_):
    raise OSError(28, "No space left on device")


def refused(*_):
    raise SandboxError("the sandbox did not start: no reply in time")


def unsure(name, lesson, data, seed, limits, real=work.grade):
    found = real(name, lesson, data, seed, limits)
    found.scores[1].result, found.scores[1].reason = Result.INTERNAL, "a wrong turn"
    return found


@pytest.mark.parametrize(
    ("place", "name", "failure", "said"),
    [
        (work, "grade", refused, "the sandbox did not start"),
        (work, "grade", unsure, "internal error (first_numbers: a wrong turn)"),
        (work, "show", full, "No space left"),
    ],
)
def test_a_failure_of_the_grader_is_no_zero_and_graded_again(
    graded, monkeypatch, place, name, failure, said
):
    before, recorded = scores(graded), verdicts(graded)
    real = getattr(place, name)
    seen = []

    def fails_for_ada(*arguments):
        seen.append(arguments)
        return failure(*arguments) if len(seen) == 1 else real(*arguments)

    for student in ("ada", "bob"):
        hand_in(graded, student, solved(ANSWERS["wrong"]))
    with monkeypatch.context() as patch:
        patch.setattr(place, name, fails_for_ada)
        ada, bob = grade_class(graded, [])
    assert not ada.judged
    assert said in ada.verdicts
    assert ada.verdicts.startswith("no verdict: ")
    assert ada.verdicts.endswith("; will be graded again")
    assert bob.points == 2
    now = scores(graded)
    assert now["ada"] == before["ada"]
    assert now["bob"] != before["bob"]
    assert recorded["ada"] == verdicts(graded)["ada"], "scores and page stay those of one grading"
    assert recorded["bob"] != verdicts(graded)["bob"]
    again = grade_class(graded, [])
    assert [row.points for row in again] == [2, 2]


def test_what_the_gradebook_lost_is_graded_again(graded, gradebook):
    shutil.copy(gradebook, graded)
    before = verdicts(graded)
    grade_class(graded, [])
    assert scores(graded).keys() == {"ada", "bob"}
    assert verdicts(graded) == before


def test_a_submission_that_cannot_even_be_read_is_the_matter_of_one_student(graded, monkeypatch):
    real = batch.intake.read

    def read(folder, student, lesson):
        if student == "ada":
            raise RuntimeError("a wrong turn")
        return real(folder, student, lesson)

    monkeypatch.setattr(batch.intake, "read", read)
    ada, bob = grade_class(graded, [])
    assert "it cannot be read: RuntimeError" in ada.verdicts
    assert bob.judged
