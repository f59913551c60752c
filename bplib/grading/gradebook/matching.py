"""Which row of a platform's sheet is whose: by ids, and never by a name alone."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import NamedTuple

from bplib.grading.gradebook.grades import Graded
from bplib.grading.reading.roster import PARTICIPANT
from bplib.grading.reading.sheets import Sheet, plain_name, squashed


class Keys(NamedTuple):
    """What a row tells a student by, and what the gradebook tells the same student by."""

    of_row: Callable[[Sheet, list[str]], Iterable[str]]
    of_student: Callable[[Graded], Iterable[str]]


def match(
    found: list[Graded], sheet: Sheet, keys: Keys
) -> tuple[list[tuple[Graded, list[str]]], list[tuple[Graded, str]]]:
    """Find the row of every student.

    Parameters
    ----------
    found : list of Graded
        Students, each once.
    sheet : Sheet
        A platform's.
    keys : Keys
        What tells them.

    Returns
    -------
    pairs : list of (Graded, row)
        Every student who has a row that is nobody else's.
    left : list of (Graded, str)
        The others, with the reason.
    """
    by_key: dict[str, dict[int, None]] = defaultdict(dict)
    for place, row in enumerate(sheet.rows):
        for key in keys.of_row(sheet, row):
            by_key[key][place] = None
    places: dict[int, list[Graded]] = defaultdict(list)
    left = []
    for graded in found:
        fits = {place for key in keys.of_student(graded) for place in by_key.get(key, ())}
        if len(fits) == 1:
            places[fits.pop()].append(graded)
        else:
            many = f"{len(fits)} rows of the sheet could be this student's"
            left.append((graded, many if fits else "the sheet has no row of this student"))
    pairs = []
    for place, several in places.items():
        if len(several) == 1:
            pairs.append((several[0], sheet.rows[place]))
            continue
        for graded in several:
            others = " and ".join(one.student for one in several if one is not graded)
            left.append((graded, f"the row of {others} in the sheet could be this student's"))
    return pairs, left


def _moodle_row(sheet: Sheet, row: list[str]) -> Iterable[str]:
    """Yield what a row of Moodle's worksheet tells a student by."""
    if number := PARTICIPANT.fullmatch(sheet.cell(row, "identifier")):
        yield f"number {number[1]}"
        yield f"number {number[1]} {plain_name(sheet.cell(row, 'full name'))}"
    for name in ("email address", "username", "id number"):
        if said := sheet.cell(row, name):
            yield f"id {said.casefold()}"


def _moodle_student(graded: Graded) -> Iterable[str]:
    number = PARTICIPANT.fullmatch(graded.platform_id)
    if number and graded.platform_id.startswith("Participant "):
        yield f"number {number[1]}"
    elif graded.student.isdecimal() and graded.name:
        yield f"number {graded.student} {plain_name(graded.name)}"
    yield from _accounts(graded)


def _canvas_row(sheet: Sheet, row: list[str]) -> Iterable[str]:
    """Yield what a row of Canvas's gradebook tells a student by."""
    if number := sheet.cell(row, "id"):
        yield f"number {number}"
        yield f"number {number} {squashed(sheet.cell(row, 'student'))}"
    for name in ("sis login id", "sis user id"):
        if said := sheet.cell(row, name):
            yield f"id {said.casefold()}"


def _canvas_student(graded: Graded) -> Iterable[str]:
    if graded.platform_id.isdecimal():
        yield f"number {graded.platform_id}"
    elif graded.student.isdecimal():
        yield f"number {graded.student} {squashed(graded.last_name + graded.first_name)}"
    yield from _accounts(graded)


def _accounts(graded: Graded) -> Iterable[str]:
    """Yield the university's own ids: a number that a platform made up is none."""
    if graded.student not in graded.platform_id.split():
        yield f"id {graded.student.casefold()}"
    if graded.email:
        yield f"id {graded.email.casefold()}"


MOODLE = Keys(_moodle_row, _moodle_student)
CANVAS = Keys(_canvas_row, _canvas_student)
