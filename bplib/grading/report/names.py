"""What students are called in a report: by name and id, or by a pseudonym that stays the same."""

import base64
import contextlib
import hashlib
import hmac
import os
import secrets
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bplib.course.lessons import CourseError

KEY = ".report_key"
LENGTH = 6  # signs of a pseudonym: a billion of them


@dataclass(frozen=True)
class Names:
    """What to call whom.

    Attributes
    ----------
    called : mapping of str to str
        Names by id, as far as they are known.
    pseudonyms : mapping of str to str
        By id; empty where students are called by their names.
    """

    called: Mapping[str, str]
    pseudonyms: Mapping[str, str] = field(default_factory=dict)

    @property
    def anonymous(self) -> bool:
        """Whether nobody can be known by what is shown."""
        return bool(self.pseudonyms)

    def id(self, student: str) -> str:
        """Return the id to show, in letters that can be printed and written to a file."""
        if self.anonymous:
            return self.pseudonyms.get(student, "?")
        shown = os.fsencode(student).decode("utf-8", "backslashreplace")
        return shown if shown.isprintable() else repr(shown)

    def name(self, student: str) -> str:
        """Return the name to show; nothing where none is known, or shall be."""
        return "" if self.anonymous else self.called.get(student, "")


def pseudonyms(students: Iterable[str], key: bytes) -> dict[str, str]:
    """Return a pseudonym for every student; longer ones where two would be the same.

    Parameters
    ----------
    students : iterable of str
        Their ids.
    key : bytes
        Without it, nobody can tell which id a pseudonym was made of.
    """
    length, every = LENGTH, sorted(set(students))
    while True:
        found = {student: _pseudonym(student, key)[:length] for student in every}
        if len(set(found.values())) == len(every):
            return {student: f"student-{word}" for student, word in found.items()}
        length += 1


def _pseudonym(student: str, key: bytes) -> str:
    digest = hmac.digest(key, os.fsencode(student), hashlib.sha256)
    return base64.b32encode(digest).decode().lower().rstrip("=")


def read_key(root: Path) -> bytes:
    """Return the course's key for pseudonyms; make it where there is none.

    Raises
    ------
    CourseError
        If it cannot be read or made, or is no key.
    """
    path = root / KEY
    try:
        with contextlib.suppress(FileExistsError):
            made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR)
            with open(made, "w", encoding="ascii") as file:
                file.write(secrets.token_hex(32) + "\n")
        said = path.read_bytes()[:1_000] if path.is_file() else b""
        key = bytes.fromhex(said.decode("ascii"))
    except OSError as error:
        raise CourseError(f"{path} cannot be used for pseudonyms: {error.strerror}") from None
    except ValueError:
        key = b""
    if len(key) < 16:
        raise CourseError(
            f"{path} holds no key for pseudonyms: delete it, and new ones will be made"
        )
    return key
