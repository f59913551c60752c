"""nbgrader's exchange and its uploads, where one learner's trouble must not be everybody's."""

import glob
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nbgrader import coursedir as nbgrader_coursedir
from nbgrader import utils
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps import api as nbgrader_api
from nbgrader.exchange.default import (
    ExchangeCollect,
    ExchangeReleaseAssignment,
    ExchangeReleaseFeedback,
)

from bplib.course.handout import stand_alone
from bplib.grading.gradebook import records
from bplib.grading.reading.collect import SafeExtractor
from bplib.grading.reading.times import NoTime, read_time


def read_times_alike() -> None:
    """Let nbgrader read every time with `read_time`: its own `parse_utc` misreads some in silence.

    Formgrader takes a time that is none for no time at all, so that its lists can be shown.
    """

    def parse_utc(time: datetime | str | None) -> datetime | None:
        if isinstance(time, datetime):
            return time.astimezone(UTC).replace(tzinfo=None) if time.tzinfo else time
        return None if time is None else read_time(time)

    def parse_utc_or_none(time: datetime | str | None) -> datetime | None:
        try:
            return parse_utc(time)
        except NoTime:
            return None

    for module in (utils, nbgrader_coursedir):
        module.parse_utc = parse_utc
    nbgrader_api.parse_utc = parse_utc_or_none


class Uploads(SafeExtractor):
    """Sorts uploads by learner, and notes in the gradebook what the learners are called."""

    def learnt(self, names: dict[str, str]) -> None:
        """Note the names of learners who have none yet; a whole name is never cut into two."""
        if not names:
            return
        coursedir = self.parent.coursedir
        try:
            records.make_gradebook(coursedir)
            with Gradebook(coursedir.db_url, coursedir.course_id) as book:
                for student, name in names.items():
                    try:
                        known = book.find_student(student)
                    except MissingEntry:
                        # Formgrader shows "last name, first name", and "None" where there is none
                        book.add_student(student, last_name=name, first_name="")
                        continue
                    if not known.first_name and not known.last_name:
                        book.update_or_create_student(student, last_name=name, first_name="")
        except Exception as error:  # the work itself is not lost with the names
            self.log.warning("Names are not noted: %s", records.trouble(error, coursedir.db_url))


class ReleaseAssignment(ExchangeReleaseAssignment):
    """Releases lessons that stand alone: a learner fetches one, not the course around it."""

    def do_copy(self, src: str, dest: str) -> None:
        """Copy a lesson to where it is fetched from."""
        super().do_copy(src, dest)
        stand_alone(Path(dest), Path(src).resolve().parent)


class Collect(ExchangeCollect):
    """Collects what was submitted, learner by learner."""

    src_records: list[dict[str, Any]]

    def _path_to_record(self, path: str) -> dict[str, Any]:
        """Return whose a folder of the exchange is; one whose time is none is the oldest."""
        name = Path(path).name
        found = re.fullmatch(
            rf"(.+?)\+{re.escape(self.coursedir.assignment_id)}\+(.+)", name, re.DOTALL
        )
        user, said = (found[1], found[2]) if found else (name.split("+")[0], "")
        time = datetime.min
        for text in (said.rpartition("+")[0], said):  # with its random string, and without
            try:
                time = read_time(text)
                break
            except NoTime:
                continue
        return {"username": user, "filename": name, "timestamp": time}

    def copy_files(self) -> None:
        """Copy one submission after another; say of which one it did not work."""
        every = sorted(self.src_records, key=lambda record: str(record["filename"]))
        if not every:
            super().copy_files()
        for record in every:
            self.src_records = [record]
            try:
                super().copy_files()
            except Exception as error:
                self.log.error("Not collected: %s: %s", record["filename"], error)


class ReleaseFeedback(ExchangeReleaseFeedback):
    """Releases the feedback of all who handed in through the exchange."""

    src_path: str

    def copy_files(self) -> None:
        """Release what can be released; say for whom it cannot."""
        for folder in sorted(glob.glob(self.src_path)):
            place = Path(folder)
            if (place / "submission_secret.txt").is_file() and (place / "timestamp.txt").is_file():
                self.src_path = glob.escape(folder)
                super().copy_files()
            elif any(place.glob("*.html")):
                self.log.warning(
                    "No feedback is released for %s, who did not hand in through the exchange: "
                    "give them %s",
                    place.parent.name,
                    folder,
                )
