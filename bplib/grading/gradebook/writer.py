"""Writing what was found: many submissions in one transaction, then a page for each.

The scores are in the gradebook before the page is there, and the page holds the record by which a
submission counts as graded. So whatever ends a grader between the two, the next one grades that
submission again.
"""

import os
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader import utils
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import Connection, Engine, create_engine
from traitlets.config import Config

from bplib.course.lessons import CourseError
from bplib.grading.gradebook import records, tables
from bplib.grading.gradebook.lateness import Lateness
from bplib.grading.gradebook.patience import patiently
from bplib.grading.reading.intake import SECRET, Submitted
from bplib.grading.reading.times import read_time


@dataclass(frozen=True)
class Graded:
    """A graded submission that is to be kept.

    Attributes
    ----------
    student, lesson : str
        Whose, and of what.
    submitted : Submitted
        What was handed in.
    found : dict
        What `bplib.grading.work.work` made of it.
    """

    student: str
    lesson: str
    submitted: Submitted
    found: dict[str, Any]


class Writer:
    """Writes finished submissions.

    Parameters
    ----------
    config : Config
        nbgrader's configuration.
    coursedir : CourseDirectory
        The course.
    """

    def __init__(self, config: Config, coursedir: CourseDirectory) -> None:
        self.coursedir = coursedir
        self.seconds = 0.0  # spent on writing
        self._engine: Engine = create_engine(coursedir.db_url, pool_pre_ping=True)
        self._lateness = Lateness(config)
        self._lessons: dict[str, tables.Lesson] = {}

    def close(self) -> None:
        """Leave the database."""
        self._engine.dispose()

    def write(self, batch: list[Graded]) -> dict[tuple[str, str], str]:
        """Write submissions and their pages; return those whose page could not be, and why.

        Raises
        ------
        CourseError
            If the gradebook cannot be written, although it was waited for; then nothing is.
        """
        began = time.monotonic()
        patiently(self.coursedir.db_url, lambda: self._transaction(batch))
        failed = {}
        for graded in batch:
            try:
                self._page(graded)
            except OSError as error:
                failed[graded.student, graded.lesson] = (
                    f"its page cannot be written: {records.trouble(error, self.coursedir.db_url)}"
                )
        self.seconds += time.monotonic() - began
        return failed

    def _transaction(self, batch: list[Graded]) -> None:
        """Write the scores of submissions, all or none."""
        with self._engine.begin() as connection:
            for lesson in dict.fromkeys(graded.lesson for graded in batch):
                self._scores(connection, [g for g in batch if g.lesson == lesson])

    def _scores(self, connection: Connection, batch: list[Graded]) -> None:
        """Write the scores of submissions of one lesson."""
        name = batch[0].lesson
        if name not in self._lessons:
            known = tables.lesson(connection, name)
            if known is None:
                raise CourseError(f"the gradebook knows no {name} any more: run this again")
            self._lessons[name] = known
        for graded in batch:
            cells = {**self._lessons[name].grades, **self._lessons[name].tasks}
            records.refuse_unknown(graded.found["marks"], set(cells), name)
        found = [
            tables.Marked(
                graded.student,
                read_time(graded.submitted.timestamp) if graded.submitted.timestamp else None,
                graded.found["marks"]["grades"],
                graded.found["marks"]["comments"],
            )
            for graded in batch
        ]
        tables.write(connection, self._lessons[name], found, self._lateness)

    def _page(self, graded: Graded) -> None:
        """Write a submission's page, and last of all its record, which is in the notebook."""
        course, lesson = self.coursedir, graded.lesson
        place = Path(course.format_path(course.autograded_directory, graded.student, lesson))
        if place.exists():
            shutil.rmtree(place)
        place.mkdir(parents=True)
        _supplements(course, lesson, place)
        if graded.submitted.timestamp:
            said = read_time(graded.submitted.timestamp).isoformat(" ")
            (place / "timestamp.txt").write_text(said, encoding="utf-8")
        if graded.submitted.secret:  # nbgrader carries it on to where feedback is released
            (place / SECRET).write_text(graded.submitted.secret, encoding="utf-8")
        new = place / f".{lesson}.new"
        new.write_text(graded.found["page"], encoding="utf-8")
        mode = 0o664 if course.groupshared else 0o444
        for path in place.rglob("*"):
            if path.is_file():
                path.chmod(mode)
        os.replace(new, place / f"{lesson}.ipynb")


def _supplements(course: CourseDirectory, lesson: str, place: Path) -> None:
    """Copy what stands beside a lesson's notebook, as nbgrader does."""
    source = Path(course.format_path(course.source_directory, ".", lesson))
    for name in utils.find_all_files(str(source), [*course.ignore, "*.ipynb"]):
        target = place / Path(name).relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(name, target)
