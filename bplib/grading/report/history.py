"""What earlier reports counted: a line of JSON for every lesson and day, only ever added to.

A gradebook holds how things stand, not how they stood: a submission that is graded again takes its
old score with it, and a file that was put into its folder has no time. So every report keeps what
it counted, and the next ones compare themselves with it.
"""

import json
import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

FILE = "report_history.jsonl"
FORMAT = 1
MAX_READ = 4_000_000  # bytes from its end: years of daily reports
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Snapshot:
    """What a report counted of one lesson.

    Attributes
    ----------
    day : date
        When.
    lesson : str
        Of what.
    graded : int
        Submissions with a verdict.
    mean : float
        The mean score in percent.
    exercises : dict of str to tuple
        By exercise: answers that passed, and answers that were tried.
    """

    day: date
    lesson: str
    graded: int
    mean: float
    exercises: dict[str, tuple[int, int]]

    def line(self) -> str:
        """Return it as a line of the file."""
        said = {
            "format": FORMAT,
            "day": self.day.isoformat(),
            "lesson": self.lesson,
            "graded": self.graded,
            "mean": round(self.mean, 2),
            "exercises": self.exercises,
        }
        return json.dumps(said, separators=(",", ":")) + "\n"


@dataclass(frozen=True)
class History:
    """What could be read, and what is to be said about the rest."""

    snapshots: tuple[Snapshot, ...] = ()
    remarks: tuple[str, ...] = ()


def read(path: Path, today: date) -> History:
    """Read the file; whatever is wrong with it becomes a sentence.

    Parameters
    ----------
    path : Path
        The file, which need not be there.
    today : date
        Lines of later days are passed over.

    Returns
    -------
    History
        Snapshots in the file's order, and remarks.
    """
    remarks = []
    try:
        if not path.exists():
            return History()
        if not path.is_file():
            return History((), (f"{path.name} is no file, so nothing is compared.",))
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - MAX_READ))
            lines = file.read(MAX_READ).split(b"\n")
    except OSError as error:
        return History((), (f"{path.name} cannot be read ({error.strerror}).",))
    if size > MAX_READ:
        lines = lines[1:]
        remarks.append(
            f"{path.name} has {size:,} bytes, and only the last {MAX_READ:,} are compared: "
            "delete its oldest lines."
        )
    found, broken, newer, future = [], 0, 0, 0
    for line in filter(None, lines):
        try:
            said = json.loads(line)
            if said["format"] != FORMAT:
                newer += 1
                continue
            one = _snapshot(said)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError):
            broken += 1
            continue
        if one.day > today:
            future += 1
        else:
            found.append(one)
    for count, what in (
        (broken, "cannot be read"),
        (newer, "another version of bplib wrote"),
        (future, f"are dated after {today.isoformat()}"),
    ):
        if count:
            remarks.append(f"Lines of {path.name} that {what} are passed over ({count:,}).")
    return History(tuple(found), tuple(remarks))


def _snapshot(said: dict[str, Any]) -> Snapshot:
    exercises = {str(name): (int(a), int(b)) for name, (a, b) in said["exercises"].items()}
    one = Snapshot(
        date.fromisoformat(said["day"]),
        str(said["lesson"]),
        int(said["graded"]),
        float(said["mean"]),
        exercises,
    )
    counts = all(0 <= passed <= tried for passed, tried in exercises.values())
    if not (counts and one.graded >= 0 and abs(one.mean) < 1e6):
        raise ValueError("these numbers cannot be counts")
    return one


def before(history: History, lesson: str, today: date) -> Snapshot | None:
    """Return what to compare a lesson with: the newest snapshot that is a week old or older.

    Where none is that old, it is the first of an earlier day; None where there is none.
    """
    by_day = {one.day: one for one in history.snapshots if one.lesson == lesson}  # a day's last
    days = [day for day in by_day if day < today]
    if not days:
        return None
    old = [day for day in days if day <= today - WEEK]
    return by_day[max(old) if old else min(days)]


def add(path: Path, snapshots: Iterable[Snapshot], history: History) -> tuple[str, ...]:
    """Add what was counted today, unless it is there already; return what went wrong.

    Parameters
    ----------
    path : Path
        The file; made where it is not there.
    snapshots : iterable of Snapshot
        Today's.
    history : History
        What is there.
    """
    last = {(one.day, one.lesson): one.line() for one in history.snapshots}
    lines = [one.line() for one in snapshots if last.get((one.day, one.lesson)) != one.line()]
    if not lines:
        return ()
    try:
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_NONBLOCK", 0)
        with open(os.open(path, flags, 0o666), "r+b", buffering=0) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return (f"{path.name} is no file, so the next report has nothing to compare.",)
            size = file.seek(0, os.SEEK_END)
            if size:
                file.seek(-1, os.SEEK_END)
                if file.read(1) != b"\n":  # a run that was killed left half a line
                    lines.insert(0, "\n")
            file.write("".join(lines).encode())
    except OSError as error:
        return (f"{path.name} cannot be written ({error.strerror}): no later report can compare.",)
    return ()
