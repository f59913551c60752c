"""Whose sorted uploads are in the gradebook, and of which lesson; never guessed.

Two learners of one name stay two: a platform's ids decide, a roster translates them, and where
neither tells one learner alone the upload is not taken.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bplib.grading.reading.intake import NoVerdict, check_name, is_number, lesson_named, stem
from bplib.grading.reading.roster import Roster
from bplib.grading.reading.sheets import plain_name
from bplib.grading.reading.sorting import Left, Work
from bplib.grading.reading.uploads import NotClear

_MANY = "whose it is is not clear: "


@dataclass(frozen=True)
class Claim:
    """A notebook, whose it is, and of which lesson.

    Attributes
    ----------
    work : Work
        The notebook.
    student, name, email : str
        The id in the gradebook, and what is known beside it.
    lesson : str
        The lesson; empty while it is not clear.
    time : datetime or None
        When it was handed in, in UTC.
    """

    work: Work
    student: str
    name: str
    email: str
    lesson: str
    time: datetime | None


def claim(
    every: Iterable[Work], lessons: Sequence[str], wanted: str, around: str, roster: Roster | None
) -> tuple[list[Claim], list[Left], int]:
    """Return whose every notebook is.

    Parameters
    ----------
    every : iterable of Work
        What was sorted.
    lessons : sequence of str
        All lessons.
    wanted : str
        The only lesson to take; empty for all.
    around : str
        The name of the folder that all was found in.
    roster : Roster or None
        Who is meant by a platform's ids and by names.

    Returns
    -------
    claims : list of Claim
        What is clear.
    left : list of Left
        What is not, with the reason.
    others : int
        How many notebooks are of lessons that are not wanted.
    """
    claims, left, others = [], [], 0
    for work in every:
        said = work.sender.lesson
        if wanted and said and said != wanted:
            others += 1
            continue
        try:
            found = _person(work, roster)
        except (NotClear, NoVerdict) as reason:
            left.append(Left(work.shown, str(reason), work.sender))
            continue
        lesson = wanted or said or _lesson(work, lessons, around)
        if lesson:
            claims.append(replace(found, lesson=lesson))
        else:
            why = "which lesson it is of is not clear: say --lesson"
            left.append(Left(work.shown, why, work.sender))
    claims, unclear, more = _of_their_lessons(claims, lessons)
    left += unclear
    others += more
    for rule in (_names_by_id, _ids_by_student):
        claims, unclear = rule(claims, roster is not None)
        left += unclear
    return claims, left, others


def _person(work: Work, roster: Roster | None) -> Claim:
    """Return a claim without its lesson."""
    sender = work.sender
    if roster:
        person = roster.find(sender)
        check_name(person.student)
        if person.unread and not sender.time:
            raise NotClear(person.unread)
        name = person.name or sender.name
        return Claim(work, person.student, name, person.email, "", sender.time or person.time)
    if not sender.student:
        raise NotClear("its name gives no id: --roster CSV tells who is meant")
    return Claim(work, sender.student, sender.name, "", "", sender.time)


def _own_lesson(work: Work, lessons: Sequence[str]) -> str:
    """Return the lesson that a learner's own file is called after."""
    for file in (work.parts[-1], work.uncopied):
        name = stem(file)
        if not is_number(name) and (found := lesson_named(name, lessons)):
            return found
    return ""


def _lesson(work: Work, lessons: Sequence[str], around: str) -> str:
    """Return the lesson that the file is called after, else the one that what holds it is."""
    if own := _own_lesson(work, lessons):
        return own
    inner = {lesson_named(part, lessons) for part in work.parts[:-1]} - {""}
    outer = [around, *work.shown.split("/")[: -len(work.parts)]]
    held = {lesson for lesson in lessons if any(_holds(name, lesson) for name in outer)}
    for found in (inner, held):
        if len(found) == 1:
            return next(iter(found))
    return ""


def _holds(name: str, lesson: str) -> bool:
    words = re.sub(r"[\W_]+", "_", name.casefold())
    return f"_{lesson.casefold()}_" in f"_{words}_"


def _of_their_lessons(
    claims: list[Claim], lessons: Sequence[str]
) -> tuple[list[Claim], list[Left], int]:
    """Take out notebooks that are called after another lesson than the one that is meant.

    Those of an attempt that holds another notebook are only counted.
    """
    named = {c.work: _own_lesson(c.work, lessons) for c in claims}
    kept = [c for c in claims if named[c.work] in ("", c.lesson)]
    attempts = {(c.student, c.lesson, c.work.sender.time) for c in kept}
    left = [
        Left(
            c.work.shown,
            f"it is called after {named[c.work]}: rename it if it is of {c.lesson}",
            c.work.sender,
        )
        for c in claims
        if named[c.work] not in ("", c.lesson)
        and (c.student, c.lesson, c.work.sender.time) not in attempts
    ]
    return kept, left, len(claims) - len(kept) - len(left)


def _split(
    claims: list[Claim],
    key: Callable[[Claim], object],
    value: Callable[[Claim], str],
    why: Callable[[list[str]], str],
) -> tuple[list[Claim], list[Left]]:
    """Take out the claims of one key that has more than one value."""
    values: dict[object, dict[str, None]] = defaultdict(dict)
    for one in claims:
        values[key(one)][value(one)] = None
    many = {k: why(sorted(found)) for k, found in values.items() if len(found) > 1}
    left = [Left(c.work.shown, many[key(c)], c.work.sender) for c in claims if key(c) in many]
    return [c for c in claims if key(c) not in many], left


def _names_by_id(claims: list[Claim], translated: bool) -> tuple[list[Claim], list[Left]]:
    """Take out learners whom Brightspace gives one number: then it is not a learner's own."""
    if translated:
        return claims, []
    return _split(
        claims,
        lambda c: (c.student, c.lesson),
        lambda c: plain_name(c.name) if c.work.sender.platform == "Brightspace" else "",
        lambda names: f"{_MANY}one number stands for {' and '.join(names)}; give --roster",
    )


def _ids_by_student(claims: list[Claim], translated: bool) -> tuple[list[Claim], list[Left]]:
    """Take out students whom more than one learner claims to be.

    By a roster one student may be found on two platforms, but not beside an account's name, which
    stands in names that anybody can write.
    """
    platforms: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in claims:
        platforms[one.student, one.lesson].add(one.work.sender.platform)

    def where(one: Claim) -> str:
        apart = translated and "user" not in platforms[one.student, one.lesson]
        return one.work.sender.platform if apart else ""

    def who(one: Claim) -> str:
        sender = one.work.sender
        return f"{sender.platform}'s {sender.student}" if sender.student else sender.name

    return _split(
        claims,
        lambda c: (c.student, c.lesson, where(c)),
        who,
        lambda found: f"{_MANY}{' and '.join(found)} would be one student",
    )
