"""`bplib collect`: what a platform handed out, sorted into `submitted/STUDENT/LESSON/`."""

import contextlib
import difflib
import itertools
import os
import shutil
import tempfile
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SQLAlchemyError
from traitlets.config import Config

from bplib.course.lessons import CourseError, configuration, find_lesson, lesson_names
from bplib.grading.gradebook import people, records
from bplib.grading.reading.archives import is_archive
from bplib.grading.reading.claims import Claim, claim
from bplib.grading.reading.collect import lay_out
from bplib.grading.reading.intake import NOTEBOOK, SECRET, shown
from bplib.grading.reading.roster import Roster
from bplib.grading.reading.sorting import Sorter, latest
from bplib.grading.reading.times import NoTime, decoded, read_time
from bplib.grading.reading.uploads import NotClear

_STAGED = ".collected-"


@dataclass(frozen=True)
class Row:
    """What happened to an upload.

    Attributes
    ----------
    student, lesson : str
        Whose, and of what; "?" where that is not known.
    time : datetime or None
        When it was handed in, in UTC.
    file : str
        What was found.
    said : str
        What happened, in words.
    clear : bool
        Whether nobody has to look at it.
    """

    student: str
    lesson: str
    time: datetime | None
    file: str
    said: str
    clear: bool = True


def collect(
    root: Path,
    source: Path,
    *,
    lesson: str = "",
    timezone: str = "",
    roster: Path | None = None,
    dry_run: bool = False,
) -> list[Row]:
    """Sort an archive, a folder or a file into `submitted/`, and note names in the gradebook.

    Parameters
    ----------
    root : Path
        The course's folder.
    source : Path
        What a platform handed out.
    lesson : str
        The lesson as a user names it; read from names where empty.
    timezone : str
        The zone of times that name none; the configuration's where empty.
    roster : Path, optional
        A sheet that tells who is meant by a platform's ids, or by names.
    dry_run : bool
        Change nothing.

    Returns
    -------
    list of Row
        One for every submission, and one for whatever was not taken.

    Raises
    ------
    CourseError
        If the source, the lesson, the zone or the roster is none.
    """
    config = configuration(root)
    coursedir = CourseDirectory(config=config, root=str(root))
    lessons = lesson_names(root)
    wanted = find_lesson(root, lesson) if lesson else ""
    zone = _zone(timezone or _configured(config, "SafeExtractor", "timezone") or "UTC")
    known = Roster(roster, zone) if roster else None
    if not os.path.lexists(source):
        raise CourseError(f"{source} is not there: give an archive, a folder or a file")
    folder = records.folder(coursedir)
    try:
        if not dry_run:
            folder.mkdir(exist_ok=True)
        with records.alone(folder), _staged(root) as staged:
            pattern = _configured(config, "FileNameCollectorPlugin", "named_regexp")
            sorter = Sorter(lessons, staged, zone, pattern)
            (sorter.folder if source.is_dir() else sorter.file)(source)
            name = source.resolve().name
            around = name.split(".")[0] if is_archive(name) else name
            if not sorter.work and not sorter.left:
                raise CourseError(f"{source} holds no file that anybody handed in")
            claims, left, others = claim(sorter.work, lessons, wanted, around, known)
            keeper = _Keeper(coursedir, staged, sorter, people.known_ids(coursedir), dry_run)
            rows = [row for group in _groups(claims) for row in keeper.keep(group)]
            rows += [
                Row(
                    one.sender.student or one.sender.name if one.sender else "?",
                    wanted or "?",
                    one.sender.time if one.sender else None,
                    one.shown,
                    f"not collected: {one.why}",
                    False,
                )
                for one in (*sorter.left, *left)
            ]
            inside = f"{source.name}/"
            rows = [
                replace(row, file=row.file.removeprefix(inside).replace(f" + {inside}", " + "))
                for row in rows
            ]
            if others:
                many = f"{others} notebooks of other lessons were"
                said = f"{many if others > 1 else '1 notebook of another lesson was'} left"
                rows.append(Row("-", wanted or "-", None, source.name, said))
            if not dry_run and (why := _note(coursedir, keeper.people)):
                rows.append(Row("-", "-", None, source.name, why, False))
    except (SQLAlchemyError, OSError, ImportError) as error:
        raise CourseError(records.trouble(error, coursedir.db_url)) from None
    return rows


def _note(coursedir: CourseDirectory, found: dict[str, people.Person]) -> str:
    """Note names in the gradebook; return why not: what was collected is not lost with them."""
    try:
        people.note(coursedir, found.values())
    except (SQLAlchemyError, OSError, ImportError) as error:
        return f"names are not noted: {records.trouble(error, coursedir.db_url)}"
    return ""


def _configured(config: Config, section: str, name: str) -> str:
    value = config.get(section, {}).get(name, "")
    return value if isinstance(value, str) else ""


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        pass
    plain = {zone.casefold(): zone for zone in zoneinfo.available_timezones()}
    word = name.casefold().replace(" ", "_")
    meant = [zone for zone in sorted(plain) if word in (zone, zone.rpartition("/")[2])]
    meant = meant or difflib.get_close_matches(word, plain, 1, 0.8)
    advice = f"did you mean {plain[meant[0]]}?" if meant else "write it like Europe/Berlin"
    raise CourseError(f"{name!r} is no time zone: {advice}")


@contextlib.contextmanager
def _staged(root: Path) -> Iterator[Path]:
    """Make a folder on the course's own disk; one that a killed run left is removed."""
    for old in root.glob(f"{_STAGED}*"):
        shutil.rmtree(old, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=root, prefix=_STAGED) as made:
        yield Path(made)


def _groups(claims: list[Claim]) -> list[list[Claim]]:
    """Return the claims of each student and lesson, in order."""
    found: dict[tuple[str, str], list[Claim]] = {}
    for one in claims:
        found.setdefault((one.student, one.lesson), []).append(one)
    return [found[pair] for pair in sorted(found)]


class _Keeper:
    """Puts submissions where they belong; what is there already is never lost."""

    def __init__(
        self,
        coursedir: CourseDirectory,
        staged: Path,
        sorter: Sorter,
        ids: dict[str, str],
        dry_run: bool,
    ) -> None:
        self.people: dict[str, people.Person] = {}
        self._coursedir, self._staged, self._sorter = coursedir, staged, sorter
        self._ids, self._dry_run, self._numbers = ids, dry_run, itertools.count()

    def keep(self, group: list[Claim]) -> list[Row]:
        """Keep the latest attempt at one lesson of one student; return a row for every attempt."""
        by_work = {one.work: one for one in group}
        newest, earlier = latest(by_work)
        first = by_work[newest[0]]
        sender = first.work.sender
        known_as = people.platform_id(sender)
        if sender.platform not in people.STABLE and sender.student != first.student:
            known_as = ""  # a roster translated it, and it is another one in the next lesson
        file = " + ".join(shown(work.shown) for work in newest)
        others = [by_work[work] for work in earlier]
        rows = [
            Row(c.student, c.lesson, c.time, shown(c.work.shown), "left: a later one counts")
            for c in others
        ]
        try:
            self._check_id(first.student, known_as)
            said = self._place(first, [by_work[work] for work in newest])
        except (NotClear, OSError) as reason:
            why = f"not collected: {getattr(reason, 'strerror', None) or reason}"
            return [Row(first.student, first.lesson, first.time, file, why, False), *rows]
        noted = people.Person(first.student, first.name, first.email, known_as)
        self.people.setdefault(first.student, noted)
        if sender.late:
            said += ", late"
            said += "" if first.time else " (without a time, so that no penalty is taken)"
        return [Row(first.student, first.lesson, first.time, file, said), *rows]

    def _check_id(self, student: str, known_as: str) -> None:
        """Raise where a student of the gradebook is another platform's of the same number."""
        noted = self._ids.get(student, "")
        if noted and known_as and noted != known_as:
            raise NotClear(
                f"the gradebook's {student} is {noted!r} and this is {known_as!r}: give --roster, "
                "so that each has an id of the university's"
            )

    def _place(self, first: Claim, claims: list[Claim]) -> str:
        """Put notebooks into their folder; say what happened."""
        target = records.folder(self._coursedir) / first.student / first.lesson
        made = self._staged / f"made-{next(self._numbers)}"
        names = lay_out(made, [one.work for one in claims], first.lesson)
        if first.time:
            (made / "timestamp.txt").write_text(first.time.isoformat(" "), encoding="utf-8")
        secret = self._sorter.secrets.get(first.work.shown.rpartition("/")[0])
        if secret:
            shutil.copyfile(secret, made / SECRET)
        if not os.path.lexists(target):
            return self._move(made, target, "collected")
        if not target.is_dir() or target.is_symlink():
            raise OSError(f"{target} is no folder")
        there = _time(target)
        if there and first.time and there > first.time:
            return f"left: the one in submitted/ is of {there:%Y-%m-%d %H:%M:%S}, which is later"
        same = all(
            (target / name).is_file() and (target / name).read_bytes() == (made / name).read_bytes()
            for name in names
        )
        if same and len(names) == _count(target) and (there == first.time or not first.time):
            return "there already"
        kept = self._earlier(first)
        if not self._dry_run:
            kept.parent.mkdir(parents=True, exist_ok=True)
            target.replace(kept)
        place = kept.relative_to(self._coursedir.root).as_posix()
        return self._move(made, target, f"collected; the one before is kept in {place}/")

    def _move(self, made: Path, target: Path, said: str) -> str:
        if self._dry_run:
            return f"would be {said}"
        target.parent.mkdir(parents=True, exist_ok=True)
        made.replace(target)
        return said

    def _earlier(self, one: Claim) -> Path:
        """Return a free place for a submission that a later one replaces."""
        place = Path(self._coursedir.root, "downloaded", one.lesson, "earlier", one.student)
        number = 1
        while (place / str(number)).exists():
            number += 1
        return place / str(number)


def _time(folder: Path) -> datetime | None:
    """Return when a submission was handed in, where that is noted and can be read."""
    path = folder / "timestamp.txt"
    if path.is_symlink() or not path.is_file():
        return None
    try:
        return read_time(decoded(path.read_bytes()[:1000]))
    except NoTime:
        return None


def _count(folder: Path) -> int:
    return sum(bool(NOTEBOOK.fullmatch(path.name)) for path in folder.iterdir())


def table(rows: list[Row]) -> str:
    """Return the rows as a plain-text table, and how many were collected below."""
    heads = ("student", "lesson", "time (UTC)", "file", "what happened")
    cells = [
        (
            shown(row.student),
            row.lesson,
            f"{row.time:%Y-%m-%d %H:%M:%S}" if row.time else "-",
            shown(row.file),
            row.said,
        )
        for row in rows
    ]
    width = [max(len(line[k]) for line in [heads, *cells]) for k in range(4)]
    lines = [
        "  ".join(f"{cell:{size}}" for cell, size in zip(line[:4], width, strict=True))
        + f"  {line[4]}"
        for line in [heads, *cells]
    ]
    unclear = sum(not row.clear for row in rows)
    if unclear:
        lines.append(f"\nnot collected: {unclear} of {len(rows)}; each says why")
    return "\n".join(lines)
