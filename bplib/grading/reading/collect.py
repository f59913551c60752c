"""`nbgrader zip_collect` with what platforms hand out and learners upload.

The name of an upload decides whose it is, never a name inside of it. What cannot be read is said,
and costs nothing but itself: climbing paths, bombs, debris, names that tell nobody.
"""

import itertools
import lzma
import os
import shutil
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any
from zoneinfo import ZoneInfo

from nbgrader.plugins import ExtractorPlugin
from nbgrader.plugins.zipcollect import FileNameCollectorPlugin
from traitlets import Unicode

from bplib.grading.reading.intake import ARCHIVES, NOTEBOOK, NoVerdict, check_name
from bplib.grading.reading.submission import MAX_BYTES
from bplib.grading.reading.times import NoTime
from bplib.grading.reading.uploads import NotClear, Sender, custom_sender, sender

MAX_MEMBERS = 1_000
MAX_UNPACKED = 10 * MAX_BYTES
BULK = 20  # times as much may be in a platform's archive of everybody's uploads
_DAMAGE = (
    *(zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError),
    *(EOFError, ValueError, NotImplementedError, RuntimeError),
)
_DEBRIS = ("__MACOSX", ".ipynb_checkpoints", ".DS_Store")


class Refused(Exception):
    """What is not unpacked; its message says why."""


@dataclass(frozen=True)
class _Found:
    """A learner's notebook: its path below the name that told whose it is, and where it lies."""

    parts: tuple[str, ...]
    path: Path


class SafeExtractor(ExtractorPlugin):
    """Puts what every learner handed in last into a folder of its own.

    nbgrader's own extractor unpacks archives in archives without an end and without a limit, and
    one file that it cannot read ends the whole command.
    """

    timezone = Unicode("UTC", help="The zone of times in names that name none.").tag(config=True)

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Sort the notebooks of a folder, and of the archives in it, by learner."""
        self.pattern = FileNameCollectorPlugin(parent=self.parent).named_regexp
        self.lesson: str = self.parent.coursedir.assignment_id
        try:
            self.zone = ZoneInfo(self.timezone)
        except (KeyError, ValueError, OSError):
            self.parent.fail(f"SafeExtractor.timezone is {self.timezone!r}, which is no zone")
        self.latest: dict[str, Sender] = {}
        self.found: dict[str, list[_Found]] = {}
        with tempfile.TemporaryDirectory(dir=extracted_path) as staged:
            self._staged, self._numbers = Path(staged), itertools.count()
            self._sort(_files(Path(archive_path)))
            for student, notebooks in self.found.items():
                try:
                    self._put(Path(extracted_path, student), notebooks)
                except OSError as reason:
                    self.log.error("Not collected: %s: %s", student, reason)
        self.learnt({s.student: s.name for s in self.latest.values() if s.name})
        if not self.found and any(Path(archive_path).iterdir()):
            self.parent.fail(f"Nothing in {archive_path} was collected")

    def learnt(self, names: dict[str, str]) -> None:
        """Do something with learners' names, which the names of their uploads told."""

    def _sort(
        self,
        files: Iterable[tuple[tuple[str, ...], Path]],
        above: tuple[str, ...] = (),
        known: Sender | None = None,
    ) -> None:
        """Sort files, of which those in an archive of somebody's own are all that learner's."""
        for inside, path in files:
            if any(part in _DEBRIS or part.startswith("._") for part in inside):
                continue
            try:
                self._take(path, inside, above, known)
            except (Refused, NoVerdict, NotClear, NoTime, OSError) as reason:
                self.log.error("Not collected: %s: %s", "/".join((*above, *inside)), reason)

    def _take(
        self, path: Path, inside: tuple[str, ...], above: tuple[str, ...], known: Sender | None
    ) -> None:
        """Take a notebook, or the notebooks of an archive."""
        if path.is_symlink() or not path.is_file():
            raise Refused("it is not an ordinary file")
        depth, whose = (0, known) if known else self._whose(inside)
        shown = (*above, *inside)
        if inside[-1].lower().endswith(ARCHIVES):
            if known or (above and not whose):
                raise Refused("it is an archive in an archive")
            left = None if whose else lambda why: self.log.error("Not collected: %s", why)
            members = unpack(path, self._staged / str(next(self._numbers)), left)
            self._sort(((place.parts, member) for place, member in members.items()), shown, whose)
        elif not NOTEBOOK.fullmatch(inside[-1]):
            self.log.info("Left: %s is neither a notebook nor an archive", "/".join(shown))
        elif whose is None:
            raise Refused(
                "its name tells no learner: call it STUDENT_attempt_TIME_LESSON.ipynb, or put it "
                f"into submitted/STUDENT/{self.lesson}/"
            )
        else:
            own = inside[depth:] if depth < len(inside) else (whose.file or f"{self.lesson}.ipynb",)
            self._keep(whose, _Found(own, path), "/".join(shown))

    def _whose(self, inside: tuple[str, ...]) -> tuple[int, Sender | None]:
        """Return by how many parts of a path, from its outermost, it is known whose it is."""
        for depth, part in enumerate(inside, 1):
            found = custom_sender(self.pattern, "/".join(inside[:depth]), self.zone)
            found = found or sender(part, self.lesson, self.zone)
            if found:
                check_name(found.student)
                return depth, found
        return 0, None

    def _keep(self, whose: Sender, found: _Found, shown: str) -> None:
        """Remember a notebook, unless the learner handed in a later attempt."""
        before = self.latest.get(whose.student)
        if before is not None and before.rank > whose.rank:
            self.log.warning("Left: %s: %s has a later attempt", shown, whose.student)
            return
        if before is None or before.rank < whose.rank:
            if before is not None:
                self.log.warning("%s is a later attempt of %s", shown, whose.student)
            self.latest[whose.student], self.found[whose.student] = whose, []
        self.found[whose.student].append(found)

    def _put(self, folder: Path, notebooks: list[_Found]) -> None:
        """Lay out a learner's notebooks; two of one name are told apart by their folders."""
        folder.mkdir(parents=True)
        data = {(one.parts[-1], one.path.read_bytes()): one for one in notebooks}
        names = [name for name, _ in data]
        for number, ((name, content), one) in enumerate(data.items(), 1):
            if names.count(name) > 1:
                name = " - ".join((str(number), *one.parts))[-200:]
            (folder / name).write_bytes(content)


class Collector(FileNameCollectorPlugin):
    """Reads what `SafeExtractor` has laid out."""

    def collect(self, submitted_file: str) -> dict[str, Any]:
        """Return whose a notebook is, its name and its time."""
        path = Path(submitted_file)
        whose = self.parent.extractor_plugin_inst.latest[path.parent.name]
        return {"student_id": whose.student, "file_id": path.name, "timestamp": whose.time}


def _files(folder: Path) -> Iterator[tuple[tuple[str, ...], Path]]:
    """Yield every file below a folder, with the parts of its path."""
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(place, name)
            yield path.relative_to(folder).parts, path


def unpack(
    path: Path, folder: Path, left: Callable[[str], None] | None = None
) -> dict[PurePosixPath, Path]:
    """Unpack the notebooks of an archive.

    Parameters
    ----------
    path : Path
        A zip or tar file.
    folder : Path
        Where the notebooks go, under numbers: a name may be too long, or that of a folder.
    left : callable, optional
        Given for a platform's archive of everybody's uploads, which may hold more, and learners'
        archives, and where a file that is wrong is left out and told. In a learner's archive
        anything that is wrong with one file refuses them all.

    Returns
    -------
    dict of PurePosixPath to Path
        By their names in the archive: the files.

    Raises
    ------
    Refused
        If it is no archive, if a path in it climbs out, or if it holds too much.
    """
    written: dict[PurePosixPath, Path] = {}
    folder.mkdir(parents=True)
    try:
        for place, data in _wanted(path, left):
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
    path: Path, left: Callable[[str], None] | None
) -> Iterator[tuple[PurePosixPath, bytes]]:
    """Yield the name and the bytes of every notebook in an archive."""
    times = BULK if left else 1
    room = times * MAX_UNPACKED
    for count, (name, read) in enumerate(_members(path)):
        if count >= times * MAX_MEMBERS:
            raise Refused(f"it holds more than {times * MAX_MEMBERS:,} files")
        place = PurePosixPath(name.replace("\\", "/"))
        try:
            if _climbs(name, place):
                raise Refused(f"its path {name!r} leads out of the archive")
            archive = left is not None and place.name.lower().endswith(ARCHIVES)
            if read is None or not (archive or NOTEBOOK.fullmatch(place.name)):
                continue
            data = read()
            if len(data) > MAX_BYTES:
                raise Refused(f"it unpacks to more than {MAX_BYTES:,} bytes in a file")
        except (Refused, *_DAMAGE) as reason:
            if left is None:
                raise
            left(f"{path.name}: {name!r}: {reason}")
            continue
        room -= len(data)
        if room < 0:
            raise Refused(f"it unpacks to more than {times * MAX_UNPACKED:,} bytes")
        yield place, data


def _climbs(name: str, place: PurePosixPath) -> bool:
    drive = any(part[1:2] == ":" for part in place.parts)
    return place.is_absolute() or ".." in place.parts or drive or not name.isprintable()


def _members(path: Path) -> Iterator[tuple[str, Callable[[], bytes] | None]]:
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
                yield info.filename, opens if plain else None
    else:
        with tarfile.open(path) as tar:
            for member in tar:
                reads = lambda member=member: beginning(tar.extractfile(member))  # noqa: E731
                yield member.name, reads if member.isreg() else None
