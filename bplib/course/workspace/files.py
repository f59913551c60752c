"""Files that are written whole or not at all, and what a full or read-only disk says."""

import contextlib
import errno
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from bplib.course.lessons import CourseError

_REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your share of the disk is full",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "you may not write there",
    errno.EPERM: "you may not write there",
    errno.EFBIG: "the file is too large",
    errno.ENAMETOOLONG: "its name is too long",
    errno.ENOTDIR: "a file is where a folder should be",
    errno.EISDIR: "a folder is where a file should be",
}


def reason(error: OSError) -> str:
    """Return in a few words why a file could not be read or written."""
    return _REASONS.get(error.errno or 0) or (error.strerror or str(error)).lower()


@contextlib.contextmanager
def told(path: Path, consequence: str = "nothing is lost") -> Iterator[None]:
    """Turn an error of the disk into one sentence.

    Parameters
    ----------
    path : Path
        What is written.
    consequence : str
        What it means for the learner.

    Raises
    ------
    CourseError
        In place of the OSError.
    """
    try:
        yield
    except OSError as error:
        raise CourseError(f"{path} cannot be written: {reason(error)}; {consequence}") from None


def write(path: Path, data: bytes) -> None:
    """Write a file so that a reader, at any moment, finds the old one or the new one whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    try:
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise


def keep(path: Path, folder: Path) -> Path:
    """Put a copy of a file into a folder, with the time in its name; return the copy."""
    data = path.read_bytes()
    moment = time.strftime("%Y-%m-%d-%H%M%S")
    copy = folder / f"{path.stem}.{moment}{path.suffix}"
    number = 1
    while copy.exists():
        if copy.read_bytes() == data:
            return copy
        number += 1
        copy = folder / f"{path.stem}.{moment}-{number}{path.suffix}"
    write(copy, data)
    return copy


@contextlib.contextmanager
def held(path: Path) -> Iterator[bool]:
    """Hold a lock as long as the block runs, and yield whether nobody else holds it.

    It ends with the process, however that ends. Where the disk has no locks, it is always free.
    """
    try:
        file: IO[Any] = path.open("ab")
    except OSError:
        yield True
        return
    with file:
        yield _lock(file)


def _lock(file: IO[Any]) -> bool:
    try:
        if os.name == "nt":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in (errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK)
    return True
