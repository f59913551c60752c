"""Whose an upload is: what learning platforms write in front of a learner's file name.

The forms are read from the programs that write them, or from programs that read them:

- Moodle: `mod/assign` in github.com/moodle/moodle, "NAME_NUMBER_assignsubmission_file" as a folder
  or in front of a file; the number is the participant's, new for every assignment.
- Canvas: `lib/content_zipper.rb` in github.com/instructure/canvas-lms, "NAME_LATE_USER_FILE_name",
  and "anon_CODE" for the user where grading is anonymous.
- Blackboard: github.com/kwurst/bb-file-cleanup, "ASSIGNMENT_USER_attempt_TIME_name", and beside it
  a receipt "ASSIGNMENT_USER_attempt_TIME.txt".
- Brightspace: github.com/jdmau72/Grading-Tools- and others that sort it, as folder or in front of a
  file "NUMBER-NUMBER - NAME - Jan 31, 2026 1230 PM", and an index.html.
- GitHub Classroom: `clone student-repos` in github.com/github/gh-classroom, folders
  "ASSIGNMENT-submissions/ASSIGNMENT-USER".
- nbgrader's exchange: folders "USER+LESSON+TIME" or "USER+LESSON+TIME+RANDOM" in `inbound/`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo

from bplib.grading.reading.times import NoTime, read_time, read_worded_time

# A platform's own words stand first, and the learner's file name behind them may imitate any.
_MOODLE = re.compile(
    r"(?P<name>[^_]+?)(?:_(?P<student>\d+))?_assignsubmission_[a-z]+_?(?P<file>.*)", re.DOTALL
)
_CANVAS = re.compile(  # "gradebook_…" is Blackboard's archive of everybody
    r"(?P<name>(?!gradebook_)[^_]+)_(?P<late>LATE_)?(?P<student>\d+)_(?P<number>\d+)_(?P<file>.+)",
    re.DOTALL,
)
_ANONYMOUS = re.compile(r"(?:LATE_)?anon_[A-Za-z0-9]{5}_\d+_.+", re.DOTALL)
_BRIGHTSPACE = re.compile(
    r"(?P<student>\d+)-\d+ - (?P<name>.+?) - (?P<time>[^-]*\b\d{4}\b[^-]*?)(?: - (?P<file>.+))?",
    re.DOTALL,
)
_TRY = (  # Blackboard's word for an attempt is in the language that it is set to
    "_(?:attempt|intento|poging|tentativ[aeo]|versuch|forsøg|forsøk|försök|yritys)_"
)
_ATTEMPT = re.compile(rf"(?P<student>.+?){_TRY}(?P<rest>\d.*)", re.DOTALL | re.IGNORECASE)
_CUT = re.compile(rf"{_TRY}(?=\d)", re.IGNORECASE)
_DATED = re.compile(rf"{_TRY}\d{{4}}-\d\d-\d\d", re.IGNORECASE)
_RECEIPT = re.compile(
    rf"(?P<prefix>.+?){_TRY}\d{{4}}(?:-\d\d){{5}}\.txt", re.DOTALL | re.IGNORECASE
)
_ACCOUNT = re.compile(r"[^:：]+[:：]\s*(?P<name>\S.*)?\((?P<user>[^()]+)\)")
_MOST_SIGNS = 1_000  # of a receipt's first line
_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,38}")  # GitHub's rule for a user's name
_SUFFIX = re.compile(r"(?:\.ipynb(?:\.txt|\.json)?|\.zip|\.tgz|\.tar(?:\.\w+)?|\.gz)?$", re.I)
_COPY_BY_CANVAS = re.compile(r"-\d+(?=(?:\.\w+)?$)")
_MOST_CUTS = 8  # "_" in a time or behind it


class NotClear(Exception):
    """A name that could be two learners'; its message says why."""


@dataclass(frozen=True)
class Sender:
    """What the name of an upload says.

    Attributes
    ----------
    student : str
        Whose it is, by what the platform tells learners apart with; empty where it does not.
    name : str
        What the learner is called; empty where the name does not say.
    time : datetime or None
        When it was handed in, in UTC.
    number : int
        Canvas's number of the file, which grows with time; 0 elsewhere.
    file : str
        What the learner called the file; empty for a folder.
    platform : str
        Whose word ``student`` is: ``"Moodle"``, ``"Canvas"``, ``"Brightspace"`` or ``"GitHub"``;
        ``"user"`` where it is the name of an account.
    lesson : str
        The lesson, where the platform says so.
    late : bool
        Whether the platform marks it as late.
    """

    student: str
    name: str
    time: datetime | None
    number: int
    file: str
    platform: str = "user"
    lesson: str = ""
    late: bool = False

    @property
    def uncopied(self) -> str:
        """``file`` without what may be Canvas's number of a file of a name that is taken."""
        return _COPY_BY_CANVAS.sub("", self.file) if self.platform == "Canvas" else self.file


@dataclass(frozen=True)
class Receipts:
    """Blackboard's receipts: by "ASSIGNMENT_USER" the account's name and what its owner is called.

    ``alone`` says that nothing else tells where an assignment's name ends.
    """

    accounts: Mapping[str, tuple[str, str]]
    alone: bool = False


NO_RECEIPTS = Receipts({})


def sender(
    name: str, lessons: Sequence[str], zone: tzinfo = UTC, receipts: Receipts = NO_RECEIPTS
) -> Sender | None:
    """Return whose a file or folder is, by its name.

    Parameters
    ----------
    name : str
        As a platform writes it, or "STUDENT_attempt_TIME_FILE".
    lessons : sequence of str
        Lessons; names of Blackboard and the exchange hold the assignment, called after one.
    zone : tzinfo
        The zone of times that name none.
    receipts : Receipts
        What else tells where Blackboard's assignment ends and the account begins.

    Returns
    -------
    Sender or None
        None where the name tells no learner.

    Raises
    ------
    NoTime
        If its time is none.
    NotClear
        If it fits two platforms, or two learners.
    """
    if found := _MOODLE.fullmatch(name):
        return Sender(found["student"] or "", found["name"], None, 0, found["file"], "Moodle")
    if found := _BRIGHTSPACE.fullmatch(name):
        time = read_worded_time(found["time"], zone)
        return Sender(found["student"], found["name"], time, 0, found["file"] or "", "Brightspace")
    known = _by_receipt(name, receipts, zone)
    for lesson in lessons:
        if parts := exchange_parts(name, lesson):
            user, said = parts
            return Sender(user, "", _exchange_time(said), 0, "", lesson=lesson)
        begins = _blackboard(lesson).match(name)
        if begins and (attempt := _ATTEMPT.fullmatch(name, begins.end())):
            return replace(known or _attempt(attempt, zone), lesson=lesson)
    if known:
        return known
    attempt = _ATTEMPT.fullmatch(name)
    if found := _CANVAS.fullmatch(name):
        if _DATED.search(name):
            raise NotClear("its name may be Canvas's or Blackboard's")
        who = found["student"], found["name"]
        number, late = int(found["number"]), bool(found["late"])
        return Sender(*who, None, number, found["file"], "Canvas", late=late)
    if _ANONYMOUS.fullmatch(name):
        raise NotClear("Canvas hides whose it is: end anonymous grading, and download again")
    if attempt and receipts.alone and "_" in attempt["student"]:
        raise NotClear(
            "its name does not tell where Blackboard's assignment ends and the user begins: keep "
            "the receipts (….txt) beside it, or call the assignment after the lesson"
        )
    return _attempt(attempt, zone) if attempt else None


def _blackboard(lesson: str) -> re.Pattern[str]:
    return re.compile(r"[\s_-]+".join(map(re.escape, lesson.split("_"))) + "[ ]*_", re.I)


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


def is_receipt(name: str) -> bool:
    """Whether a file is a receipt of Blackboard's: a learner's own file has a name behind it."""
    found = None if _is_anothers(name) else _RECEIPT.fullmatch(name)
    return found is not None and not _CUT.search(found["prefix"])


def _is_anothers(name: str) -> bool:
    """Whether Moodle or Brightspace wrote a name, in which a learner may imitate Blackboard."""
    return any(form.fullmatch(name) for form in (_MOODLE, _BRIGHTSPACE))


def account(name: str, text: str) -> tuple[str, tuple[str, str]] | None:
    """Return what a receipt tells: "ASSIGNMENT_USER", the user, and what the user is called.

    Only its first line is read, which is Blackboard's own, in whatever language: "Name: Ada
    Lovelace (ada_l)"; a comment below may imitate it.
    """
    line = text.partition("\n")[0].strip()[:_MOST_SIGNS]
    prefix, found = _RECEIPT.fullmatch(name), _ACCOUNT.fullmatch(line)
    if is_receipt(name) and prefix and found and prefix["prefix"].endswith(f"_{found['user']}"):
        return prefix["prefix"], (found["user"], (found["name"] or "").strip())
    return None


def _by_receipt(name: str, receipts: Receipts, zone: tzinfo) -> Sender | None:
    """Return the sender of a file that a receipt belongs to."""
    for cut in _CUT.finditer(name):
        if found := receipts.accounts.get(name[: cut.start()]):
            attempt = _ATTEMPT.fullmatch(f"-{name[cut.start() :]}")
            assert attempt is not None
            user, called = found
            return replace(_attempt(attempt, zone), student=user, name=called)
    return None


def exchange_parts(name: str, lesson: str) -> tuple[str, str] | None:
    """Return the user and the time in the name of a folder of nbgrader's exchange."""
    found = re.fullmatch(rf"(.+?)\+{re.escape(lesson)}\+(.+)", name, re.DOTALL)
    return (found[1], found[2]) if found else None


def exchange_time(said: str) -> datetime | None:
    """Return the time in the name of a folder of the exchange; None where it is none."""
    try:
        return _exchange_time(said)
    except NoTime:
        return None


def _exchange_time(said: str) -> datetime:
    try:  # with a random string behind it, and without
        return read_time(said.rpartition("+")[0])
    except NoTime:
        return read_time(said)


def repository(name: str, around: str, lessons: Sequence[str]) -> Sender | None:
    """Return whose a repository is that GitHub Classroom made.

    Parameters
    ----------
    name : str
        The repository's: "ASSIGNMENT-USER".
    around : str
        The name of the folder that it lies in: "ASSIGNMENT-submissions", or any other.
    lessons : sequence of str
        Lessons; the assignment may be called after one.
    """
    slugs = {lesson.replace("_", "-").casefold(): lesson for lesson in lessons}
    if around.endswith("-submissions"):
        slug = around.removesuffix("-submissions").casefold()
        slugs = {slug: slugs.get(slug, "")}
    for slug, lesson in slugs.items():
        user = name[len(slug) + 1 :]
        if name.casefold().startswith(f"{slug}-") and _LOGIN.fullmatch(user):
            return Sender(user, "", None, 0, "", "GitHub", lesson)
    return None


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
