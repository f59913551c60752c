"""The course in a real browser, as learners, instructors and readers see it: `make test-browser`.

JupyterLab, Notebook 7, Formgrader and the site are started for real and used with mouse and keys.
Nothing may be asked of another machine, no script may complain. ``--only NAME …`` runs some parts,
``--times N`` all that is run so many times in a row, and ``--record`` renews the pages on
newcomers' ways, with their times and pictures. Every picture that is taken lies in ``.browser/``.
"""

import argparse
import contextlib
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))  # the tests' own helpers

import chromium
import instructor
import learner
import newcomer
import pages
from course import Course
from playwright.sync_api import Browser
from way import Way

import lessons


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

    def course(self, name: str) -> Course:
        """Return a fresh clone."""
        return Course(self.folder / name)

    def watch(self) -> None:
        """See that what is watched for is noticed."""
        with step("what pages must not do is noticed"):
            chromium.prove(self.browser)

    def newcomers(self) -> None:
        """Go from nothing to the first solved exercise, and on to the first graded class."""
        course = self.course("newcomers")
        ways = {"learner": newcomer.first_exercise, "instructor": instructor.first_class}
        for name, go in ways.items():
            way = Way(name)
            with step(f"the way of a new {name}"):
                go(self.browser, course, way)
            if self.record:
                way.record()

    def learner(self) -> None:
        """Answer, reload, validate, move a figure, update."""
        with learner.seat(self.browser, self.course("learner")) as seat:
            for name, do in learner.STEPS.items():
                with step(name):
                    do(seat)

    def instructor(self) -> None:
        """Grade a class with what is installed here already."""
        with step("a class is graded and looked at"):
            instructor.first_class(self.browser, self.course("instructor"), Way("instructor"))

    def lessons(self) -> None:
        """Run every lesson untouched in JupyterLab."""
        lessons.in_lab(self.browser, self.course("lessons"), step)

    def elsewhere(self) -> None:
        """Run lessons in Notebook 7 and without a front end."""
        course = self.course("elsewhere")
        with step("a lesson in Notebook 7"):
            lessons.in_notebook_7(self.browser, course)
        with step("lessons by `jupyter execute`"):
            lessons.by_jupyter_execute(course)
        with step("lessons by papermill"):
            lessons.by_papermill(course)

    def site(self) -> None:
        """Look at every page of the site."""
        with step("the pages of the site, in both themes, 400 and 1,400 px wide"):
            pages.all_pages(self.browser)


PARTS: dict[str, Callable[[Run], None]] = {
    "watch": Run.watch,
    "newcomers": Run.newcomers,
    "learner": Run.learner,
    "instructor": Run.instructor,
    "lessons": Run.lessons,
    "elsewhere": Run.elsewhere,
    "site": Run.site,
}
WHOLE = [name for name in PARTS if name != "instructor"]  # which newcomers do


def main() -> int:
    """Run the parts; return the exit status."""
    parser = argparse.ArgumentParser(prog="python tests/browser", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=WHOLE, help="the parts to run")
    parser.add_argument("--times", type=int, default=1, help="how often to run them")
    parser.add_argument("--record", action="store_true", help="renew pages and pictures")
    options = parser.parse_args()
    began = time.monotonic()
    for _ in range(options.times):
        with (
            tempfile.TemporaryDirectory(prefix="bplib_browser_") as folder,
            chromium.chromium() as browser,
        ):
            run = Run(Path(folder).resolve(), browser, options.record)
            for name in options.only:
                PARTS[name](run)
    print(f"all of it works in a browser ({time.monotonic() - began:.0f} s)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
