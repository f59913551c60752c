"""From release to feedback through nbgrader's exchange: three people, two ways to press the button.

Where this is run by root the learners are system users, made for the test; else they are homes.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
import pytest
import warm
from classroom import ANSWERS, LESSON, NOTEBOOK, ROOT, course, solved

from bplib.course import notebooks

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="it has no exchange")
LEARNERS = {"ada": ("right", "3 of 3 points"), "bob": ("wrong", "2 of 3 points")}


@pytest.fixture(scope="module")
def people():
    """Two learners: by name, the number of their account; None where none can be made."""
    made = {}
    can = hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("useradd")
    try:
        for name in LEARNERS:
            user = f"bplib-{os.getpid()}-{name}"
            made[user] = None
            if can:
                subprocess.run(["useradd", "--no-create-home", "--no-user-group", user], check=True)
                made[user] = int(subprocess.check_output(["id", "-u", user]))
        yield made
    finally:
        for user in [user for user, number in made.items() if number is not None]:
            subprocess.run(["userdel", user], check=True, capture_output=True)


@pytest.fixture
def place(people):
    """A folder that everybody may enter, with a home for each learner, an exchange, a course."""
    with tempfile.TemporaryDirectory(prefix="bplib_exchange_") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "exchange").mkdir()
        (folder / "exchange").chmod(0o777)
        for user, number in people.items():
            (folder / user).mkdir(mode=0o700)
            if number is not None:
                os.chown(folder / user, number, -1)
        made = course(folder / "course")
        shutil.copytree(ROOT / "lessons" / LESSON, made / "lessons" / LESSON)
        for page in (ROOT / "lessons").glob("*.md"):
            shutil.copy(page, made / "lessons")
        with (made / "nbgrader_config.py").open("a", encoding="utf-8") as config:
            config.write(f"c.Exchange.root = {str(folder / 'exchange')!r}\n")
        yield folder


def _as(user, number, home, arguments):
    from nbgrader.apps import NbGraderApp

    os.environ |= {"HOME": home, "USER": user, "LOGNAME": user, "JUPYTER_DATA_DIR": f"{home}/data"}
    os.chdir(home)
    if number is not None:
        os.setgroups([])
        os.setuid(number)
    with open(f"{home}/command.log", "w", encoding="utf-8") as log:
        sys.stdout = sys.stderr = log
        try:
            NbGraderApp.launch_instance(arguments)
            return 0
        except SystemExit as end:
            return int(end.code or 0)


def learner(place, people, user, command):
    """Let a learner give a command at home."""
    root = f"--Exchange.root={place / 'exchange'}"
    arguments = [command, LESSON, "--course", "bplib", root]
    status = warm.call(_as, user, people[user], str(place / user), arguments)
    assert status == 0, (place / user / "command.log").read_text(encoding="utf-8")


def answer_fetched(path, source):
    """Answer a lesson where it was fetched: one exercise with `source`, the others rightly."""
    notebook, right = notebooks.read(path), json.loads(solved(source))
    answers = notebooks.answer_cells(nbformat.from_dict(right))
    for name, cell in notebooks.answer_cells(notebook).items():
        cell.source = answers[name].source
    notebooks.write(notebook, path)


def by_command(folder, *steps):
    """Give the instructor's commands; return what the last one printed."""
    for step in steps:
        again = ["--update"] if step == "collect" else []  # as the button does
        status, said = warm.nbgrader(folder, step, LESSON, *again)
        assert status == 0, said
    return said


def _press(folder, steps):
    from nbgrader.apps.api import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import PyFileConfigLoader

    os.chdir(folder)
    config = PyFileConfigLoader("nbgrader_config.py", path=folder).load_config()
    api = NbGraderAPI(CourseDirectory(config=config, root=folder), config=config)
    said = ""
    for step in steps:
        every = sorted(api.get_submitted_students(LESSON)) if step == "autograde" else [None]
        for student in every:
            found = getattr(api, step)(LESSON, *([student] if student else []))
            assert found["success"], (step, found)
            said = found["log"]
        api.get_submissions(LESSON)  # the list that Formgrader shows next
    return said


def by_button(folder, *steps):
    """Press Formgrader's buttons: this is what its server calls."""
    return warm.call(_press, str(folder), steps)


@pytest.mark.parametrize("instructor", [by_command, by_button])
def test_feedback_comes_back_to_whoever_handed_in(place, people, instructor):
    folder = place / "course"
    # as it came: nothing was generated, and there is no gradebook
    instructor(folder, "release_assignment")
    for user, (answer, _) in zip(people, LEARNERS.values(), strict=True):
        learner(place, people, user, "fetch_assignment")
        answer_fetched(place / user / LESSON / NOTEBOOK, ANSWERS[answer])
        learner(place, people, user, "submit")
    released = [path.name for path in (place / "exchange/bplib/outbound").rglob("*.*")]
    assert sorted(released) == [NOTEBOOK, "GLOSSARY.md", "SOURCES.md"]
    # what cannot be understood, and who did not come by the exchange, stop nobody
    inbound = place / "exchange" / "bplib" / "inbound"
    shutil.copytree(folder / "lessons" / LESSON, inbound / f"eve+{LESSON}+yesterday?+abc")
    by_hand = folder / "submitted" / "zoe" / LESSON
    shutil.copytree(folder / "lessons" / LESSON, by_hand)
    said = instructor(folder, "collect", "autograde", "generate_feedback", "release_feedback")
    assert "No feedback is released for zoe" in said
    assert {path.name for path in folder.glob("submitted/*")} == {"eve", "zoe", *people}
    for user, (_, points) in zip(people, LEARNERS.values(), strict=True):
        learner(place, people, user, "fetch_feedback")
        pages = list((place / user / LESSON / "feedback").glob("*/*.html"))
        assert len(pages) == 1, user
        html = pages[0].read_text(encoding="utf-8")
        assert points in html
        # what was fetched has other links than the lesson, and is the lesson's all the same
        assert "Written by the learner" not in html
    # handed in again: the new feedback comes, under the new time
    user = next(iter(people))
    (place / user / LESSON / NOTEBOOK).write_bytes(solved(ANSWERS["blank"]))
    learner(place, people, user, "submit")
    instructor(folder, "collect", "autograde", "generate_feedback", "release_feedback")
    learner(place, people, user, "fetch_feedback")
    pages = sorted((place / user / LESSON / "feedback").glob("*/*.html"))
    assert ["2 of 3 points" in page.read_text(encoding="utf-8") for page in pages] == [False, True]
