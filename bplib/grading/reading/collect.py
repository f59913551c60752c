"""`nbgrader zip_collect` with archives as learners upload them: climbing paths, bombs, debris."""

import os
import shutil
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from nbgrader.plugins import ExtractorPlugin

from bplib.grading.reading.submission import MAX_BYTES

MAX_MEMBERS = 1_000
MAX_UNPACKED = 10 * MAX_BYTES


class Refused(Exception):
    """An archive that is not unpacked; its message says why."""


class SafeExtractor(ExtractorPlugin):
    """Copies notebooks, and unpacks notebooks from archives; one bad archive stops no other.

    nbgrader's own extractor unpacks archives in archives without an end and without a limit, and
    an archive that it cannot read ends the whole command.
    """

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Put every notebook of a folder, and of the archives in it, into another folder."""
        source, target = Path(archive_path), Path(extracted_path)
        for place, _, names in os.walk(source):
            for name in sorted(names):
                path = Path(place, name)
                beside = target / path.parent.relative_to(source)
                if path.is_symlink() or not path.is_file():
                    self.log.error("Not collected: %s is not an ordinary file", path)
                elif path.suffix in self.zip_ext:
                    try:
                        unpack(path, beside / path.name.split(".")[0])
                    except (Refused, OSError, RuntimeError) as reason:
                        self.log.error("Not collected: %s: %s", path, reason)
                else:
                    beside.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(path, beside / name)


def unpack(path: Path, folder: Path) -> list[Path]:
    """Unpack the notebooks of an archive; none of them where anything about it is wrong.

    Parameters
    ----------
    path : Path
        A zip or tar file.
    folder : Path
        Where the notebooks go.

    Returns
    -------
    list of Path
        The notebooks.

    Raises
    ------
    Refused
        If it is no archive, if a path in it climbs out, or if it holds too much.
    """
    try:
        found = list(_notebooks(path))
    except (zipfile.BadZipFile, tarfile.TarError, EOFError, ValueError, NotImplementedError):
        raise Refused("it cannot be read as an archive") from None
    written = []
    for name, data in found:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        written.append(target)
    return written


def _notebooks(path: Path) -> Iterator[tuple[PurePosixPath, bytes]]:
    """Yield the name and the bytes of every notebook in an archive."""
    room = MAX_UNPACKED
    for count, (name, opened) in enumerate(_members(path)):
        place = PurePosixPath(name.replace("\\", "/"))
        if count >= MAX_MEMBERS:
            raise Refused(f"it holds more than {MAX_MEMBERS:,} files")
        if place.is_absolute() or ".." in place.parts or ":" in name or not name.isprintable():
            raise Refused(f"its path {name!r} leads out of the archive")
        if place.suffix != ".ipynb" or opened is None:
            continue
        with opened as file:
            data = file.read(MAX_BYTES + 1)
        room -= len(data)
        if len(data) > MAX_BYTES or room < 0:
            raise Refused(f"it unpacks to more than {MAX_BYTES:,} bytes in a file, or too many")
        yield place, data


def _members(path: Path) -> Iterator[tuple[str, IO[bytes] | None]]:
    """Yield every member's name, and the member where it is an ordinary file."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                kind = (info.external_attr >> 16) & 0o170000
                plain = not info.is_dir() and kind in (0, 0o100000)
                yield info.filename, archive.open(info) if plain else None
    else:
        with tarfile.open(path) as tar:
            for member in tar:
                yield member.name, tar.extractfile(member) if member.isreg() else None
