"""Whose an upload is: what learning platforms write in front of a learner's file name."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo

from bplib.grading.reading.times import NoTime, read_time

# A platform's own words stand first, and the learner's file name behind them may imitate any.
_MOODLE = re.compile(
    r"(?P<name>[^_]+)_(?P<student>\d+)_assignsubmission_[a-z]+_?(?P<file>.*)", re.DOTALL
)
_CANVAS = re.compile(  # "gradebook_…" is Blackboard's archive of everybody
    r"(?P<name>(?!gradebook_)[^_]+)_(?:LATE_)?(?P<student>\d+)_(?P<number>\d+)_(?P<file>.+)",
    re.DOTALL,
)
_ATTEMPT = re.compile(r"(?P<student>.+?)_(?:attempt|poging)_(?P<rest>\d.*)", re.DOTALL)
_SUFFIX = re.compile(r"(?:\.ipynb(?:\.txt|\.json)?|\.zip|\.tgz|\.tar(?:\.\w+)?|\.gz)?$", re.I)
_COPY_BY_CANVAS = re.compile(r"-\d+(?=\.ipynb$)")
_MOST_CUTS = 8  # "_" in a time or behind it


class NotClear(Exception):
    """A name that could be two learners'; its message says why."""


@dataclass(frozen=True)
class Sender:
    """What the name of an upload says.

    Attributes
    ----------
    student : str
        Whose it is, by what the platform tells learners apart with.
    name : str
        What the learner is called; empty where the name does not say.
    time : datetime or None
        When it was handed in, in UTC.
    number : int
        Canvas's number of the file, which grows with time; 0 elsewhere.
    file : str
        What the learner called the file; empty for a folder.
    """

    student: str
    name: str
    time: datetime | None
    number: int
    file: str

    @property
    def rank(self) -> tuple[datetime, int]:
        """What grows from one attempt of a learner to the next."""
        return self.time or datetime.min, self.number


def sender(name: str, lesson: str, zone: tzinfo = UTC) -> Sender | None:
    """Return whose a file or folder is, by its name.

    Parameters
    ----------
    name : str
        As Moodle, Canvas or Blackboard write it, or "STUDENT_attempt_TIME_FILE".
    lesson : str
        The lesson; Blackboard's names begin with the assignment, which is called after it.
    zone : tzinfo
        The zone of times that name none.

    Returns
    -------
    Sender or None
        None where the name tells no learner.

    Raises
    ------
    NoTime
        If its time is none.
    NotClear
        If it fits two platforms.
    """
    blackboard = re.compile(r"[\s_-]+".join(map(re.escape, lesson.split("_"))) + "[ ]*_", re.I)
    begins = blackboard.match(name)
    if begins and (attempt := _ATTEMPT.fullmatch(name, begins.end())):
        return _attempt(attempt, zone)
    if found := _MOODLE.fullmatch(name):
        return Sender(found["student"], found["name"], None, 0, found["file"])
    attempt = _ATTEMPT.fullmatch(name)
    if found := _CANVAS.fullmatch(name):
        if attempt:
            raise NotClear("its name may be Canvas's or Blackboard's")
        file = _COPY_BY_CANVAS.sub("", found["file"])
        return Sender(found["student"], found["name"], None, int(found["number"]), file)
    return _attempt(attempt, zone) if attempt else None


def _attempt(found: re.Match[str], zone: tzinfo) -> Sender:
    """Return the sender where a time stands before the file's name."""
    rest = found["rest"]
    suffix = _SUFFIX.search(rest)
    stem, end = (rest[: suffix.start()], suffix[0]) if suffix else (rest, "")
    cuts = [cut.start() for cut in re.finditer("_", stem)][:_MOST_CUTS]
    known = Sender(found["student"], "", None, 0, "")
    for cut in [len(stem), *reversed(cuts)]:
        try:
            time = read_time(stem[:cut], zone)
        except NoTime:
            continue
        file = stem[cut + 1 :]
        return replace(known, time=time, file=file + end if file else "")
    read_time(stem[: cuts[0]] if cuts else stem, zone)  # says why it is none
    raise AssertionError("a time was read that was none")


def custom_sender(pattern: str, name: str, zone: tzinfo = UTC) -> Sender | None:
    """Return whose an upload is, by an instructor's own `FileNameCollectorPlugin.named_regexp`.

    Parameters
    ----------
    pattern : str
        A regular expression with named groups, as nbgrader asks for.
    name : str
        The path of the upload.
    zone : tzinfo
        The zone of times that name none.
    """
    found = re.match(pattern, name) if pattern else None
    groups = found.groupdict() if found else {}
    if not groups.get("student_id"):
        return None
    called = " ".join(filter(None, (groups.get("first_name"), groups.get("last_name"))))
    time = read_time(groups["timestamp"], zone) if groups.get("timestamp") else None
    file = groups.get("file_id") or ""
    return Sender(
        groups["student_id"], called, time, 0, file and f"{file.removesuffix('.ipynb')}.ipynb"
    )
