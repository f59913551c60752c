"""A roster: which student is meant where a platform tells a number of its own, or only a name.

It is a sheet that the platform itself exports, known by its columns: Moodle's grading worksheet,
Canvas's gradebook, Blackboard's or Brightspace's grades, GitHub Classroom's roster or grades, or a
plain list with the columns student_id, name and email.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path

from bplib.course.lessons import CourseError
from bplib.grading.reading.sheets import Sheet, plain_name, read_sheet, squashed
from bplib.grading.reading.times import NoTime, read_time, read_worded_time
from bplib.grading.reading.uploads import NotClear, Sender
from bplib.grading.reading.worksheet import (
    ACCOUNT,
    EMAIL,
    FIRST,
    GITHUB,
    LAST,
    NAME,
    NUMBER,
    participant,
)

PARTICIPANT = re.compile(r"\D*?(\d+)")
_SUBMISSION = "last modified (submission)"


@dataclass(frozen=True)
class Person:
    """A student in a roster.

    Attributes
    ----------
    student : str
        The id in the gradebook.
    name, email : str
        Empty where the roster does not say.
    time : datetime or None
        When the student handed in, in UTC, where the roster says so.
    unread : str
        Why what the roster says of that is no time; else empty.
    """

    student: str
    name: str
    email: str
    time: datetime | None
    unread: str = ""


class Roster:
    """Whose uploads are, by a platform's ids, or by names where those tell one student alone.

    Parameters
    ----------
    path : Path
        The sheet.
    zone : tzinfo
        The zone of times in it.

    Raises
    ------
    CourseError
        If the sheet cannot be read, or no column of it names students.
    """

    def __init__(self, path: Path, zone: tzinfo) -> None:
        self._by_id: dict[str, dict[str, list[Person]]] = defaultdict(lambda: defaultdict(list))
        self._by_name: dict[str, dict[str, Person]] = defaultdict(dict)
        sheet = read_sheet(path)
        if sheet.english and sheet.column(_SUBMISSION) is None:
            raise CourseError(
                f"{path} looks like a worksheet of Moodle's whose times cannot be read: set Moodle "
                "to English, and download it again"
            )
        self._hidden = {participant(sheet.cell(row, "identifier")) for row in sheet.rows}
        for row in sheet.rows:
            if person := _person(sheet, row, zone):
                for platform, key in _keys(sheet, row, person):
                    self._by_id[platform][key.casefold()].append(person)
                for form in (plain_name(person.name), squashed(_sortable(sheet, row))):
                    if form:
                        self._by_name[form][person.student] = person
        if not self._by_name and not self._by_id:
            raise CourseError(
                f"{path} names no students: it needs columns like those of Moodle's, Canvas's or "
                "Blackboard's own sheets, or student_id, name and email"
            )

    def find(self, sender: Sender) -> Person:
        """Return whose an upload is.

        Raises
        ------
        NotClear
            If nobody or more than one student fits.
        """
        ids = self._by_id.get(sender.platform)
        if sender.student and ids:
            found = ids.get(sender.student.casefold(), [])
            if len(found) != 1:
                how = "nobody in the roster has" if not found else f"{len(found)} rows of it have"
                raise NotClear(f"{how} the id {sender.student!r}")
            self._agree(sender, found[0])
            return found[0]
        form = squashed(sender.name) if sender.platform == "Canvas" else plain_name(sender.name)
        alike = self._by_name.get(form, {}) if form else {}
        if len(alike) == 1:
            return next(iter(alike.values()))
        called = sender.name or sender.student
        if alike:
            raise NotClear(f"{len(alike)} students in the roster are called {called!r}")
        raise NotClear(f"nobody in the roster is {called!r}")

    def _agree(self, sender: Sender, person: Person) -> None:
        """Raise where Moodle's number is that of a team, not that of a participant."""
        if sender.platform != "Moodle" or not person.name:
            return
        said = plain_name(sender.name)
        known = {plain_name(name) for name in (person.name, *self._hidden)}
        known.discard("")
        if not any(said == one or said.endswith(f"-{one}") for one in known):
            raise NotClear(
                f"{sender.student} is {person.name!r} in the roster, and {sender.name!r} here"
            )


def _person(sheet: Sheet, row: list[str], zone: tzinfo) -> Person | None:
    """Return the student of a row; None where it is none, as "Points Possible" of Canvas."""
    account = sheet.cell(row, *ACCOUNT).lstrip("#")
    if sheet.column("grade") is not None and sheet.column("identifier") is not None:
        account = sheet.cell(row, "username")  # Moodle's "Identifier" is one of an assignment
    email = sheet.cell(row, *EMAIL)
    student = account or sheet.cell(row, *NUMBER).lstrip("#") or email
    if not student or "Points Possible" in row[0]:
        return None
    return Person(student, _name(sheet, row), email, *_time(sheet, row, zone))


def _name(sheet: Sheet, row: list[str]) -> str:
    first, last = sheet.cell(row, *FIRST), sheet.cell(row, *LAST)
    if first or last:
        return f"{first} {last}".strip()
    name = sheet.cell(row, *NAME)
    if sheet.column("student") is not None and name.count(",") == 1:  # Canvas: "Lovelace, Ada"
        last, first = name.split(",")
        name = f"{first.strip()} {last.strip()}"
    return name


def _sortable(sheet: Sheet, row: list[str]) -> str:
    """Return a name with the last one first, as Canvas writes it in front of a file."""
    if name := sheet.cell(row, "student"):
        return name
    return sheet.cell(row, *LAST) + sheet.cell(row, *FIRST)


def _keys(sheet: Sheet, row: list[str], person: Person) -> Iterator[tuple[str, str]]:
    """Yield what each platform calls a student by."""
    yield "user", person.student
    number = PARTICIPANT.fullmatch(sheet.cell(row, "identifier"))
    if number and sheet.column("grade") is not None:
        yield "Moodle", number[1]
    if sheet.column("section") is not None and (key := sheet.cell(row, "id")):
        yield "Canvas", key
    if key := sheet.cell(row, GITHUB):
        yield "GitHub", key


def _time(sheet: Sheet, row: list[str], zone: tzinfo) -> tuple[datetime | None, str]:
    """Return when a student handed in, which Moodle's files and GitHub's do not say; or why not."""
    said = sheet.cell(row, _SUBMISSION, "submission_timestamp")
    why = ""
    for read in (read_time, read_worded_time):
        try:
            return read(said, zone), ""
        except NoTime as reason:
            why = f"in the roster, {reason}"
    return None, why if any(map(str.isdigit, said)) else ""  # "-", "Not submitted"
