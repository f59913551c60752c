"""Sorting what a platform handed out by learner: the outermost name decides whose a file is.

A name inside of an upload is the learner's own word and is never asked. What cannot be sorted is
said, and costs nothing but itself.
"""

import itertools
import os
import types
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from bplib.grading.reading import times
from bplib.grading.reading.archives import Bulk, Refused, is_archive, unpack
from bplib.grading.reading.intake import NOTEBOOK, SECRET, NoVerdict, check_name
from bplib.grading.reading.times import NoTime
from bplib.grading.reading.uploads import (
    NO_RECEIPTS,
    NotClear,
    Receipts,
    Sender,
    account,
    custom_sender,
    exchange_parts,
    is_receipt,
    repository,
    sender,
)

pwd: types.ModuleType | None
try:
    import pwd
except ImportError:  # Windows has no exchange
    pwd = None

_DEBRIS = ("__MACOSX", ".ipynb_checkpoints", ".DS_Store", ".git", "desktop.ini", "Thumbs.db")
_PLATFORMS_OWN = ("index.html", "onlinetext.html", "timestamp.txt", SECRET)
_LATER = ("that was handed in", "of this later attempt")
_MOST_OF_A_RECEIPT = 100_000  # bytes

Parts = tuple[str, ...]
Files = list[tuple[Parts, Path | None]]  # None for what an archive holds and nobody wants


@dataclass(frozen=True)
class Work:
    """A learner's notebook.

    Attributes
    ----------
    sender : Sender
        Whose.
    parts : tuple of str
        Its path below the name that told whose it is; the last one is empty where that name was
        the file's own and ends there.
    path : Path
        Where it lies.
    shown : str
        Where it was found, for people.
    """

    sender: Sender
    parts: Parts
    path: Path
    shown: str

    @property
    def uncopied(self) -> str:
        """The file's name without what may be a number of Canvas's."""
        return self.sender.uncopied if self.parts == (self.sender.file,) else self.parts[-1]


@dataclass(frozen=True)
class Left:
    """A file that was not taken: its name, why, and whose it is where that is known."""

    shown: str
    why: str
    sender: Sender | None = None


@dataclass
class _Place:
    """A folder or an archive: its name, its files, where it was found, and whose it is."""

    name: str
    files: Files
    above: Parts = ()
    known: Sender | None = None
    repositories: frozenset[Parts] = frozenset()
    receipts: Receipts = NO_RECEIPTS
    depth: int = 0  # at which names tell learners; 0 where none does
    others: dict[Sender, Left] = field(default_factory=dict)  # by learner, what is no notebook


@dataclass
class Sorter:
    """Sorts folders and archives.

    Attributes
    ----------
    lessons : sequence of str
        Lessons that platforms' own names may hold.
    staged : Path
        Where archives may be unpacked.
    zone : tzinfo
        The zone of times that name none.
    pattern : str
        The instructor's own pattern of names; see `custom_sender`.
    mixed : bool
        Whether an archive of everybody may lie beside learners' own uploads.
    work : list of Work
        What was found.
    left : list of Left
        What was not taken.
    secrets : dict of str to Path
        By where a folder of the exchange was found: its secret.
    """

    lessons: Sequence[str]
    staged: Path
    zone: tzinfo = UTC
    pattern: str = ""
    mixed: bool = False
    work: list[Work] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    secrets: dict[str, Path] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._numbers = itertools.count()
        self._handed_in: dict[Sender, datetime] = {}  # when the latest notebook was, by learner

    def folder(self, folder: Path) -> None:
        """Sort a folder."""
        repositories: set[Parts] = set()
        files: Files = list(_files(folder, repositories))
        self._sort(_Place(folder.name, files, repositories=frozenset(repositories)))

    def file(self, path: Path) -> None:
        """Sort one file, which may be a platform's archive of everybody's uploads."""
        self._sort(_Place("", [((path.name,), path)]))

    def _sort(self, place: _Place) -> None:
        """Sort the files of a folder or of an archive, one by one."""
        place.files = [pair for pair in place.files if not _is_debris(pair[0])]
        if place.known is None:
            place.receipts = self._receipts(place)
            place.depth = self._depth(place)
        for inside, path in place.files:
            shown = "/".join((*place.above, *inside))
            try:
                self._take(place, inside, path, shown)
            except (Refused, NoVerdict, NotClear, NoTime, OSError) as reason:
                self.left.append(Left(shown, str(reason), self._known(place, inside)))
        for key, one in place.others.items():
            last = self._handed_in.get(key)
            if last is None or _when(one.sender) > last:
                self.left.append(replace(one, why=one.why.replace(*_LATER)) if last else one)

    def _receipts(self, place: _Place) -> Receipts:
        """Read Blackboard's receipts, which do not lie in a learner's own folder."""
        accounts = {}
        found = place.name.startswith("gradebook_")
        for inside, path in place.files:
            if path is None or not is_receipt(inside[-1]) or self._known(place, inside[:-1]):
                continue
            found = True
            if path.is_file() and not path.is_symlink():
                with path.open("rb") as file:
                    text = times.decoded(file.read(_MOST_OF_A_RECEIPT))
                if told := account(inside[-1], text):
                    accounts[told[0]] = told[1]
        return Receipts(accounts, alone=found)

    def _depth(self, place: _Place) -> int:
        """Return how deep the names lie that tell learners: below, learners name things."""
        depths = []
        for inside, _ in place.files:
            try:
                depth, whose = self._whose(place, inside)
            except (NotClear, NoTime, NoVerdict):
                continue
            if whose and not custom_sender(self.pattern, "/".join(inside[:depth]), self.zone):
                depths.append(depth)
        return min(depths, default=0)

    def _take(self, place: _Place, inside: Parts, path: Path | None, shown: str) -> None:
        """Take a notebook, or the notebooks of an archive."""
        name = inside[-1]
        if path is not None and (path.is_symlink() or not path.is_file()):
            raise Refused("it is not an ordinary file, and links are not followed")
        if is_receipt(name) or name in _PLATFORMS_OWN:
            if path and name == SECRET:
                self._note_secret(place, inside, path, shown)
            if known := self._known(place, (*inside[:-1], name.removesuffix(".txt"))):
                _note_other(place, known, shown)
            elif is_receipt(name) and not _belongs(name, place.files):
                raise NotClear("it does not tell whose it is, and no file came with it")
            return
        depth, whose = (0, place.known) if place.known else self._whose(place, inside)
        if path and whose and depth and not place.above and _by_exchange(whose, inside[depth - 1]):
            _check_owner(path.parents[len(inside) - depth - 1], whose.student)
        if path and is_archive(name):
            self._open(place, inside, path, shown, whose)
        elif not path or not NOTEBOOK.fullmatch(name):
            if whose is None:
                raise Refused("it is neither a notebook nor an archive")
            _note_other(place, whose, shown)
        elif whose is None:
            raise Refused(
                "its name tells no learner: it must be as the platform wrote it, or be called "
                "STUDENT_attempt_TIME_LESSON.ipynb, or lie in submitted/STUDENT/LESSON/"
            )
        else:
            own = inside[depth:] if depth < len(inside) else (whose.file,)
            self.work.append(Work(whose, own, path, shown))
            last = self._handed_in.get(_key(whose), datetime.min)
            self._handed_in[_key(whose)] = max(last, _when(whose))

    def _note_secret(self, place: _Place, inside: Parts, path: Path, shown: str) -> None:
        """Note the secret that the exchange put beside a submission."""
        whose = self._known(place, inside)
        if whose and len(inside) > 1 and _by_exchange(whose, inside[-2]):
            self.secrets[shown.rpartition("/")[0]] = path

    def _open(
        self, place: _Place, inside: Parts, path: Path, shown: str, whose: Sender | None
    ) -> None:
        """Open an archive: a learner's own, or a platform's of everybody's uploads."""
        if place.known or (place.above and not whose):
            raise Refused("it is an archive in an archive")
        if not whose and place.depth and not self.mixed:
            raise Refused("its name tells no learner: if a platform made it, collect it by itself")
        bulk = None if whose else Bulk(self._leave_out, lambda n: n == SECRET or is_receipt(n))
        inner: list[str] = []
        members = unpack(path, self.staged / str(next(self._numbers)), bulk, inner)
        files: Files = [(member.parts, written) for member, written in members.items()]
        files += [(member.parts, None) for member in bulk.others] if bulk else []
        self._sort(_Place(inside[-1].rsplit(".", 1)[0], files, (*place.above, *inside), whose))
        if whose:
            _note_other(place, whose, shown, inner)

    def _leave_out(self, why: str) -> None:
        shown, _, reason = why.partition(": ")
        self.left.append(Left(shown, reason))

    def _whose(self, place: _Place, inside: Parts) -> tuple[int, Sender | None]:
        """Return by how many parts of a path, from its outermost, it is known whose it is."""
        around = place.name
        for depth, part in enumerate(inside, 1):
            found = custom_sender(self.pattern, "/".join(inside[:depth]), self.zone)
            if not found and place.depth and depth > place.depth:
                break
            found = found or sender(part, self.lessons, self.zone, place.receipts)
            if not found and depth < len(inside):
                found = repository(part, around, self.lessons)
            if found:
                if found.student:
                    check_name(found.student)
                return depth, found
            if inside[:depth] in place.repositories:
                break
            around = part
        return 0, None

    def _known(self, place: _Place, inside: Parts) -> Sender | None:
        """Return whose a path is where that is clear."""
        try:
            return place.known or self._whose(place, inside)[1]
        except (NotClear, NoTime, NoVerdict):
            return None


def _note_other(place: _Place, whose: Sender, shown: str, inner: Sequence[str] = ()) -> None:
    """Note the last that a learner handed in without a notebook; it may hold other archives."""
    why = "nothing that was handed in is a notebook"
    why += f"; it holds {inner[0]!r}, and archives in archives are not opened" if inner else ""
    there = place.others.get(_key(whose))
    if not there or (_when(whose), bool(inner)) > (_when(there.sender), False):
        place.others[_key(whose)] = Left(shown, why, whose)


def _belongs(receipt: str, files: Files) -> bool:
    """Whether a file came with a receipt of Blackboard's."""
    begins = f"{receipt.removesuffix('.txt')}_"
    return any(inside[-1].startswith(begins) for inside, _ in files)


def _by_exchange(whose: Sender, name: str) -> bool:
    return bool(whose.lesson) and exchange_parts(name, whose.lesson) is not None


def _check_owner(folder: Path, user: str) -> None:
    """Raise where a folder of the exchange belongs to somebody else: anybody can make one there."""
    owner = folder.stat().st_uid
    if pwd is None or owner == os.getuid():
        return
    try:
        name = pwd.getpwuid(owner).pw_name
    except KeyError:
        return
    if name != user:
        raise Refused(f"it belongs to the account {name!r}, not to {user!r}")


def _key(whose: Sender) -> Sender:
    """Return what the same learner's uploads of a lesson have in common."""
    return replace(whose, time=None, number=0, file="", late=False)


def _when(whose: Sender | None) -> datetime:
    return (whose and whose.time) or datetime.min


def _is_debris(inside: Parts) -> bool:
    return any(part in _DEBRIS or part.startswith("._") for part in inside)


def _files(folder: Path, repositories: set[Parts]) -> Iterator[tuple[Parts, Path]]:
    """Yield every file below a folder, with the parts of its path; note clones of repositories."""
    for place, folders, names in os.walk(folder):
        inside = Path(place).relative_to(folder).parts
        if ".git" in (*folders, *names):
            repositories.add(inside)
        folders[:] = sorted(name for name in folders if name not in _DEBRIS)
        links = [name for name in folders if Path(place, name).is_symlink()]
        for name in sorted((*names, *links)):
            yield (*inside, name), Path(place, name)


def latest(work: Collection[Work]) -> tuple[list[Work], list[Work]]:
    """Return the notebooks of one learner's latest attempt, and those of earlier ones.

    Canvas tells no time, and hands out all files of the last attempt. Two of one name, or "x" and
    "x-1", are there where downloads were put together; then the higher number counts.
    """
    names = {one.sender.file.casefold() for one in work}
    every = []
    for one in work:
        taken = one.sender.uncopied.casefold()
        name = taken if taken in names else one.sender.file.casefold()
        every.append((one, name, (_when(one.sender), one.sender.number)))
    newest: dict[str, tuple[datetime, int]] = {}
    for _, name, rank in every:
        newest[name] = max(newest.get(name, rank), rank)
    last = max((time for time, _ in newest.values()), default=datetime.min)
    counts = {one: rank == newest[name] and rank[0] == last for one, name, rank in every}
    return [one for one in counts if counts[one]], [one for one in counts if not counts[one]]
