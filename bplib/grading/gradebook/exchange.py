"""nbgrader's exchange and its uploads, where one learner's trouble must not be everybody's."""

import glob
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nbgrader import coursedir as nbgrader_coursedir
from nbgrader import utils
from nbgrader.apps import api as nbgrader_api
from nbgrader.exchange.default import (
    ExchangeCollect,
    ExchangeReleaseAssignment,
    ExchangeReleaseFeedback,
)

from bplib.course.handout import stand_alone
from bplib.grading.gradebook import people, records
from bplib.grading.reading.collect import SafeExtractor
from bplib.grading.reading.times import NoTime, read_time
from bplib.grading.reading.uploads import Sender, exchange_parts, exchange_time


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

    def learnt(self, senders: list[Sender]) -> None:
        """Note names and the platform's ids where a platform told them."""
        found = [people.Person(s.student, s.name, "", people.platform_id(s)) for s in senders]
        try:
            people.note(self.parent.coursedir, [one for one in found if one.name])
        except Exception as error:  # the work itself is not lost with the names
            said = records.trouble(error, self.parent.coursedir.db_url)
            self.log.warning("Names are not noted: %s", said)


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
        found = exchange_parts(name, self.coursedir.assignment_id)
        username, said = found or (name.split("+")[0], "")
        time = exchange_time(said) or datetime.min
        return {"username": username, "filename": name, "timestamp": time}

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
