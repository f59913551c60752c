"""The whole round on a real JupyterHub: by the guide's commands, and by the buttons.

Three system users, one instructor and two learners, work on one hub: release, fetch, answer,
submit, collect, grade, release feedback, fetch feedback. `make test-hub` runs this; with
``--record`` what the commands of the instructor's guide print is written into the guide.
"""

import argparse
import contextlib
import difflib
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import buttons
import machine
import pages
import work
from people import INSTRUCTOR, LEARNERS, Person, Refused, people
from server import Hub, hub

BY_COMMAND, BY_BUTTON = "06_one_one_one", "00_start_here"


@contextlib.contextmanager
def step(name: str) -> Iterator[None]:
    """Say what is done, and how long it took."""
    began = time.monotonic()
    yield
    print(f"✓ {name} ({time.monotonic() - began:.0f} s)", flush=True)


def by_command(who: dict[str, Person], folder: Path, record: bool) -> None:
    """Run the guide's commands; what they print stands in the guide."""

    def between(person: Person, command: str) -> None:
        if command.startswith("nbgrader submit"):
            answers = work.SIGN_FORGOTTEN if person.name == LEARNERS[1] else {}
            work.answer(person, BY_COMMAND, answers)

    guide = pages.GUIDE.read_text(encoding="utf-8")
    played = pages.play(guide, who, folder, between)
    if record:
        pages.GUIDE.write_text(played, encoding="utf-8")
    elif played != guide:
        lines = difflib.unified_diff(guide.splitlines(), played.splitlines(), lineterm="", n=1)
        raise AssertionError(
            "the guide does not show what its commands print (--record renews it):\n"
            + "\n".join(lines)
        )
    pages_found = work.feedback(who[LEARNERS[0]], BY_COMMAND)
    assert ["14 of 14 points" in page for page in pages_found] == [True], pages_found
    work.look_at_what_is_public(who, folder, BY_COMMAND)
    work.look_at_what_was_fetched(who[LEARNERS[1]], BY_COMMAND)


def by_button(who: dict[str, Person], at: Hub) -> None:
    """Press the buttons of a round, with an exercise of the instructor's own in the lesson."""
    ivy, lesson = who[INSTRUCTOR], BY_BUTTON
    work.add_own_exercise(ivy, lesson)
    with buttons.browser() as browser:
        formgrader = buttons.Formgrader(buttons.log_in(browser, at, ivy), at, ivy)
        tabs = {
            name: buttons.AssignmentList(buttons.log_in(browser, at, who[name]))
            for name in LEARNERS
        }
        for button in ("assign", "release"):
            formgrader.press(lesson, button)
        for name, wrong in zip(LEARNERS, ({}, work.OWN_WRONG), strict=True):
            tabs[name].press(lesson, "Fetch")
            work.answer(who[name], lesson, wrong)
            tabs[name].press(lesson, "Submit")
        formgrader.press(lesson, "collect")
        for name in LEARNERS:
            formgrader.autograde(lesson, who[name].user)
        found = [formgrader.score(lesson, who[name].user) for name in LEARNERS]
        assert found == [("graded", "5 / 5"), ("graded", "2 / 5")], found
        for button in ("generate-feedback", "release-feedback"):
            formgrader.press(lesson, button)
        for name, points in zip(LEARNERS, ("5 of 5 points", "2 of 5 points"), strict=True):
            tabs[name].press(lesson, "Fetch Feedback")
            html = work.feedback(who[name], lesson)
            assert [points in page for page in html] == [True], name


def main() -> int:
    """Run the round; return the exit status."""
    parser = argparse.ArgumentParser(prog="python tests/hub", description=__doc__)
    parser.add_argument(
        "--record", action="store_true", help="write what is printed into the guide"
    )
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the users are removed
    began = time.monotonic()
    try:
        with step("a proxy, an interpreter for everybody"):
            proxy = machine.proxy()
            machine.open_interpreter()
        with tempfile.TemporaryDirectory(prefix="bplib_hub_") as name:
            _round(Path(name), proxy, options.record)
    except Refused as error:
        print(f"the hub is not tested: {error}", file=sys.stderr)
        return 0 if os.environ.get("BPLIB_NO_HUB") else 2
    print(f"the round works, by command and by button ({time.monotonic() - began:.0f} s)")
    return 0


def _round(folder: Path, proxy: Path, record: bool) -> None:
    folder.chmod(0o755)
    (folder / "home").mkdir()
    with step("bplib installed for everybody"):
        shared = machine.install(folder)
    with people(folder / "home", shared) as who:
        work.know_the_address(who[INSTRUCTOR], folder)
        with step("by command, as the guide shows it"):
            by_command(who, folder, record)
        users = [person.user for person in who.values()]
        with hub(folder / "hub", proxy, users, shared) as at:
            try:
                with step("by button, on a hub"):
                    by_button(who, at)
            except BaseException:
                print(at.log.read_text(encoding="utf-8", errors="replace")[-8000:], file=sys.stderr)
                raise


if __name__ == "__main__":
    sys.exit(main())
