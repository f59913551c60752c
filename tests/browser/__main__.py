"""The course in a real browser, as learners, instructors and readers see it: `make test-browser`.

JupyterLab, Notebook 7, Formgrader and the site are started for real and used with mouse and keys.
Nothing may be asked of another machine, no script may complain. ``--only NAME …`` runs some parts,
``--times N`` runs them so many times, ``--jobs N`` so many at once, and ``--record`` renews the
pages on newcomers' ways, with their times and pictures. What is photographed lies in ``.browser/``.
"""

import argparse
import contextlib
import itertools
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))  # the tests' own helpers

import accessible
import chromium
import instructor
import learner
import newcomer
import pages
import untouched
from course import Course
from playwright.sync_api import Browser
from way import Way


@contextlib.contextmanager
def step(name: str) -> Iterator[None]:
    """Say what is done, and how long it took."""
    began = time.monotonic()
    yield
    print(f"✓ {name} ({time.monotonic() - began:.1f} s)", flush=True)


@dataclass
class Run:
    """One run: where its courses are, the browser, and whether pages are renewed."""

    folder: Path
    browser: Browser
    record: bool

    def course(self) -> Course:
        """Return a fresh clone."""
        return Course(self.folder / "place")

    def watch(self) -> None:
        """See that what is watched for is noticed."""
        with step("what no page may do is noticed"):
            chromium.prove(self.browser)
            accessible.prove(self.browser)

    def newcomers(self) -> None:
        """Go from nothing to the first solved exercise, and on to the first graded class."""
        course = self.course()
        ways = {"learner": newcomer.first_exercise, "instructor": instructor.first_class}
        for name, go in ways.items():
            way = Way(name)
            with step(f"the way of a new {name}"):
                go(self.browser, course, way)
            if self.record:
                way.record()

    def learner(self) -> None:
        """Answer, reload, validate, update, move a figure."""
        with learner.seat(self.browser, self.course()) as seat:
            for name, do in learner.STEPS.items():
                with step(name):
                    do(seat)

    def instructor(self) -> None:
        """Grade a class with what is installed here already."""
        with step("a class is graded and looked at"):
            instructor.first_class(self.browser, self.course(), Way("instructor"))

    def lessons(self) -> None:
        """Run every lesson untouched in JupyterLab."""
        untouched.in_lab(self.browser, self.course(), step)

    def elsewhere(self) -> None:
        """Run lessons in Notebook 7 and without a front end."""
        course = self.course()
        with step("a lesson in Notebook 7"):
            untouched.in_notebook_7(self.browser, course)
        with step("a solved lesson that is not trusted shows its pictures"):
            untouched.not_trusted(self.browser, course)
        with step("lessons by `jupyter execute`"):
            untouched.by_jupyter_execute(course)
        with step("lessons by papermill"):
            untouched.by_papermill(course)

    def site(self) -> None:
        """Look at every page of the site."""
        with step("every page of the site, in both themes, on a phone and a screen"):
            pages.all_pages(self.browser)


# The longest first, so that they end together.
PARTS: dict[str, Callable[[Run], None]] = {
    "watch": Run.watch,
    "lessons": Run.lessons,
    "site": Run.site,
    "newcomers": Run.newcomers,
    "learner": Run.learner,
    "elsewhere": Run.elsewhere,
    "instructor": Run.instructor,
}
WHOLE = [name for name in PARTS if name != "instructor"]  # which newcomers do


def run(name: str, record: bool) -> None:
    """Run a part."""
    with (
        tempfile.TemporaryDirectory(prefix="bplib_browser_") as folder,
        chromium.chromium() as browser,
    ):
        PARTS[name](Run(Path(folder).resolve(), browser, record))


def apart(name: str, record: bool) -> bool:
    """Run a part in a process of its own, its name before each line; return whether it passed."""
    command = [sys.executable, str(Path(__file__).parent), "--only", name, *["--record"] * record]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        for line in process.stdout or ():
            print(f"{name:>10} {line}", end="", flush=True)
    return process.returncode == 0


def main() -> int:
    """Run the parts; return the exit status."""
    parser = argparse.ArgumentParser(prog="python tests/browser", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=WHOLE, help="the parts to run")
    parser.add_argument("--times", type=int, default=1, help="how often to run them")
    parser.add_argument("--jobs", type=int, default=2, help="how many to run at once")
    parser.add_argument("--record", action="store_true", help="renew pages and pictures")
    options = parser.parse_args()
    if missing := chromium.missing():
        print(f"no browser is tested: {missing}", file=sys.stderr)
        return 0 if os.environ.get("BPLIB_NO_BROWSER") else 2
    parts = options.only * options.times
    if len(parts) == 1:
        run(parts[0], options.record)
        return 0
    began = time.monotonic()
    with ThreadPoolExecutor(options.jobs) as lanes:
        passed = list(lanes.map(apart, parts, itertools.repeat(options.record)))
    failed = sorted({name for name, right in zip(parts, passed, strict=True) if not right})
    print(
        f"{sum(passed)} of {len(parts)} parts pass ({time.monotonic() - began:.0f} s)"
        + f"; not {', '.join(failed)}" * bool(failed)
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
