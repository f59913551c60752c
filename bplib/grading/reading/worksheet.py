"""Moodle's grading worksheet in most languages: its columns are known by what they hold.

It is known where its times are read, and "Grade can be changed" is found in English alone.
Moodle writes and reads the worksheet in the language of whoever downloads it. The order of its
columns is always that of `mod/assign/gradingtable.php`.
"""

import re
from collections.abc import Sequence

from bplib.grading.reading.times import NoTime, read_time, read_worded_time

_PARTICIPANT = re.compile(r"(\D+)\d+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+")
_NOTHING = "-"
# What a student is called by: the account before the number, the number before the address.
ACCOUNT = ("student_id", "username", "sis login id", "roster_identifier", "identifier")
NUMBER = ("id number", "student id", "sis user id", "orgdefinedid", "id")
EMAIL = ("email address", "email", "e-mail")
FIRST = ("first name", "first_name", "firstname", "given name")
LAST = ("last name", "last_name", "lastname", "surname", "family name")
NAME = ("full name", "name", "student")
GITHUB = "github_username"
# What tells students in an English sheet, and in a list of an instructor's own; in worksheets of
# other languages columns may be called "ID" and "Email" as well.
_ENGLISH = {*ACCOUNT, *NUMBER, *EMAIL, *FIRST, *LAST, *NAME, GITHUB} - {"id", "email", "e-mail"}


def english_heads(heads: list[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return in English the heads of a worksheet that is in another language.

    Parameters
    ----------
    heads : list of str
        As they are written.
    rows : sequence of sequence of str
        Every row below, as long as the heads.

    Returns
    -------
    list of str
        Those of columns that are not clear are as they are written; empty where it is no
        worksheet, or an English one.
    """
    if not rows or not _ENGLISH.isdisjoint(map(str.casefold, heads)):
        return []
    columns = [[cell.strip() for cell in column] for column in zip(*rows, strict=True)]
    maxima = [k for k in range(2, len(columns)) if _is_maximum(columns[k - 1], columns[k])]
    words = {participant(cell) for cell in columns[0]}
    if "" in words or len(words) != 1 or len(maxima) != 1:
        return []
    most = maxima[0]
    times = [k for k in range(most + 1, len(columns)) if all(map(_is_time, columns[k]))]
    if not times:
        return []
    found = {0: "Identifier", most - 1: "Grade", most: "Maximum grade"}
    addresses = [k for k in range(1, most - 1) if _is_of_addresses(columns[k])]
    found |= dict.fromkeys(addresses[:1], "Email address")
    # names are there where learners are not hidden; else the first column is their status
    if most > 3 and (addresses or len(set(columns[1])) == len(rows) > 2):
        found[1] = "Full name"
    if len(times) > 1:
        found |= {times[0]: "Last modified (submission)", times[-1]: "Last modified (grade)"}
        if times[-1] == len(columns) - 2:
            found[len(columns) - 1] = "Feedback comments"
    return [found.get(k, head) for k, head in enumerate(heads)]


def participant(cell: str) -> str:
    """Return the word that stands before a participant's number; empty where none does."""
    found = _PARTICIPANT.fullmatch(cell)
    return found[1].strip() if found and any(map(str.isalpha, found[1])) else ""


def _is_maximum(before: list[str], column: list[str]) -> bool:
    """Whether a column says what a grade can be at most: always the same, behind the grades."""
    grades = all(cell in ("", _NOTHING) or _NUMBER.fullmatch(cell) for cell in before)
    return grades and len(set(column)) == 1 and _NUMBER.fullmatch(column[0]) is not None


def _is_of_addresses(column: list[str]) -> bool:
    return any(column) and all(not cell or _ADDRESS.fullmatch(cell) for cell in column)


def _is_time(cell: str) -> bool:
    for read in (read_worded_time, read_time):
        try:
            read(cell)
        except NoTime:
            continue
        return True
    return cell == _NOTHING
