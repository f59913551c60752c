"""Unpacking what learners and platforms pack, without harm.

What cannot be unpacked is refused in one sentence: paths that climb out, bombs, damage.
"""

import bz2
import gzip
import io
import lzma
import os
import shutil
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, cast

from bplib.grading.reading.intake import ARCHIVES, NOTEBOOK
from bplib.grading.reading.submission import MAX_BYTES

MAX_MEMBERS = 1_000
MAX_UNPACKED = 10 * MAX_BYTES
MAX_NAME = 255  # signs; no disk takes a longer name
BULK = 20  # times as much may be in a platform's archive of everybody's uploads
_DAMAGE = (
    *(zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, gzip.BadGzipFile),
    *(EOFError, ValueError, NotImplementedError, RuntimeError),
)
_COMPRESSED = ((b"\x1f\x8b", gzip.open), (b"BZh", bz2.open), (b"\xfd7zXZ\x00", lzma.open))


class Refused(Exception):
    """What is not unpacked; its message says why."""


@dataclass
class Bulk:
    """A platform's archive of everybody's uploads: it may hold more, and learners' archives.

    Attributes
    ----------
    left : callable
        Called with a sentence for every file that is wrong, and left out.
    beside : callable
        Whether a file is wanted that is neither a notebook nor an archive.
    others : list of PurePosixPath
        Filled with the names of all other files.
    """

    left: Callable[[str], None]
    beside: Callable[[str], bool] = lambda _: False
    others: list[PurePosixPath] = field(default_factory=list)


def is_archive(name: str) -> bool:
    """Whether a file is an archive, by its name."""
    return name.lower().endswith(ARCHIVES)


def unpack(
    path: Path, folder: Path, bulk: Bulk | None = None, inner: list[str] | None = None
) -> dict[PurePosixPath, Path]:
    """Unpack the notebooks of an archive.

    Parameters
    ----------
    path : Path
        A zip or tar file.
    folder : Path
        Where the notebooks go, under numbers: a name may be too long, or that of a folder.
    bulk : Bulk, optional
        Given for a platform's archive. In a learner's archive anything that is wrong with one
        file refuses them all.
    inner : list of str, optional
        Filled with the names of archives in a learner's archive, which are not opened.

    Returns
    -------
    dict of PurePosixPath to Path
        By their names in the archive: the files.

    Raises
    ------
    Refused
        If it is no archive, if a path in it climbs out or is too long, or if it holds too much.
    """
    written: dict[PurePosixPath, Path] = {}
    folder.mkdir(parents=True)
    try:
        for place, data in _wanted(path, bulk, inner):
            if place in written:
                raise Refused(f"it holds two files called {str(place)!r}")
            written[place] = folder / str(len(written))
            written[place].write_bytes(data)
    except (Refused, *_DAMAGE) as reason:
        shutil.rmtree(folder)
        known = isinstance(reason, Refused | RuntimeError)  # as of a file with a password
        raise Refused(str(reason) if known else "it cannot be read as an archive") from None
    return written


def _wanted(
    path: Path, bulk: Bulk | None, inner: list[str] | None
) -> Iterator[tuple[PurePosixPath, bytes]]:
    """Yield the name and the bytes of every notebook in an archive."""
    times = BULK if bulk else 1
    room = times * MAX_UNPACKED
    for count, (name, read) in enumerate(_members(path, room)):
        if count >= times * MAX_MEMBERS:
            raise Refused(f"it holds more than {times * MAX_MEMBERS:,} files")
        place = PurePosixPath(name.replace("\\", "/"))
        try:
            if any(len(part) > MAX_NAME for part in place.parts):
                raise Refused(f"it has a name of more than {MAX_NAME} signs")
            if _climbs(name, place):
                raise Refused(f"its path {name!r} leads out of the archive")
            if read is None:
                continue
            if not (NOTEBOOK.fullmatch(place.name) or (bulk and _beside(place.name, bulk))):
                if bulk:
                    bulk.others.append(place)
                elif inner is not None and is_archive(place.name):
                    inner.append(str(place))
                continue
            data = read()
            if len(data) > MAX_BYTES:
                raise Refused(f"it unpacks to more than {MAX_BYTES:,} bytes in a file")
        except (Refused, *_DAMAGE) as reason:
            if bulk is None:
                raise
            bulk.left(f"{path.name}: {name!r}: {reason}")
            continue
        room -= len(data)
        if room < 0:
            raise _too_much(times * MAX_UNPACKED)
        yield place, data


def _beside(name: str, bulk: Bulk) -> bool:
    return is_archive(name) or bulk.beside(name)


def _too_much(limit: int) -> Refused:
    return Refused(f"it unpacks to more than {limit:,} bytes")


def _said(info: zipfile.ZipInfo) -> str:
    """Return the name of a member; programs of macOS write UTF-8 without saying so."""
    if info.flag_bits & 0x800:  # it is said
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _climbs(name: str, place: PurePosixPath) -> bool:
    drive = any(part[1:2] == ":" for part in place.parts)
    return place.is_absolute() or ".." in place.parts or drive or not name.isprintable()


def _members(path: Path, most: int) -> Iterator[tuple[str, Callable[[], bytes] | None]]:
    """Yield every member's name, and how to read its beginning where it is an ordinary file."""

    def beginning(opened: IO[bytes] | None) -> bytes:
        assert opened is not None
        with opened as file:
            return file.read(MAX_BYTES + 1)

    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                kind = (info.external_attr >> 16) & 0o170000
                plain = not info.is_dir() and kind in (0, 0o100000)
                opens = lambda info=info: beginning(archive.open(info))  # noqa: E731
                yield _said(info), opens if plain else None
    else:
        with _Metered(path, most) as file, tarfile.open(fileobj=file, mode="r:") as tar:
            for member in tar:
                reads = lambda member=member: beginning(tar.extractfile(member))  # noqa: E731
                yield member.name, reads if member.isreg() else None


class _Metered(io.RawIOBase):
    """A file, unpacked while it is read, that ends in `Refused` where it gets too long.

    What a tar file passes over has to be unpacked too, and the length of a header is its own word.
    """

    def __init__(self, path: Path, most: int) -> None:
        with path.open("rb") as file:
            begins = file.read(6)
        opens = next((way for mark, way in _COMPRESSED if begins.startswith(mark)), open)
        self._file = cast(IO[bytes], opens(path, "rb"))
        self._most, self._limit = most, most + MAX_MEMBERS * BULK * tarfile.BLOCKSIZE

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        self._check(self._file.tell() + max(size, 0))
        return self._file.read(size)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._check(offset)
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def close(self) -> None:
        self._file.close()
        super().close()

    def _check(self, place: int) -> None:
        if place > self._limit:
            raise _too_much(self._most)
