"""What `bplib check` found last time, so that a notebook in which nothing changed need not run.

What a notebook's outcome can depend on makes its key: its code, bplib's, Python and the packages,
the files beside it. A record with another key, or one that cannot be read, is none.
"""

import contextlib
import functools
import hashlib
import json
import math
import os
import platform
import re
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import platformdirs

import bplib
from bplib.course import notebooks, registry
from bplib.course.lessons import CourseError, course_root
from bplib.course.selfcheck.notebook import Notebook
from bplib.course.selfcheck.rows import UNCHECKED, Row
from bplib.course.workspace import files, outline, progress, standing
from bplib.course.workspace.places import MARK, around, course

FORMAT = 1
MAX_BYTES = 1_000_000  # of a record
MAX_RECORDS = 500  # in one folder
MAX_FILES = 500  # beside a notebook: with more of them, it is not remembered
MAX_BESIDE = 50_000_000  # bytes of these
_PASSED_OVER = frozenset({MARK, ".ipynb_checkpoints", ".git", "__pycache__"})
_KINDS = {"lesson": str, "exercise": str, "outcome": str, "diagnosis": str}
_NUMBERS = ("points", "possible")


class Memory:
    """The record of one notebook.

    Parameters
    ----------
    notebook : Notebook
        Which.
    asked : object
        What is asked of it beside what is in it, as JSON.
    """

    def __init__(self, notebook: Notebook, asked: Any) -> None:
        self._notebook, self._asked = notebook, asked
        self.workspace = around(str(notebook.path.parent))
        self._place = self._find_place()
        self._key = self._read_key()

    def recall(self) -> list[Row] | None:
        """Return the rows of the last run where nothing has changed since; else None."""
        if not self._place or not self._key:
            return None
        try:
            with self._place.open("rb") as file:
                data = file.read(MAX_BYTES + 1)
            found = json.loads(data) if len(data) <= MAX_BYTES else {}
            if found["format"] != FORMAT or found["key"] != self._key:
                return None
            return [_row(row) for row in found["rows"]] or None
        except (OSError, ValueError, KeyError, TypeError, RecursionError, OverflowError):
            return None

    def keep(self, rows: list[Row]) -> bool:
        """Remember what a run has found, unless something has changed while it ran.

        Returns
        -------
        bool
            Whether it is remembered. Where it is not, it will have to run again, and that is all.
        """
        if not self._place or not self._key or self._read_key() != self._key:
            return False
        found = {"format": FORMAT, "key": self._key, "rows": [asdict(row) for row in rows]}
        folder = self._place.parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with files.held(folder / "lock") as free:
                if free:  # else another one is writing
                    files.write(self._place, json.dumps(found, indent=1).encode())
                    _leave_the_newest(folder)
        except OSError:
            return False
        return free

    def _find_place(self) -> Path | None:
        """Return where a notebook is remembered; None where the learner wants no record."""
        if self.workspace and not progress.is_on(self.workspace.folder):
            return None
        folder = self.workspace.own if self.workspace else platformdirs.user_cache_path("bplib")
        path = self._notebook.path
        name = re.sub(r"[^\w-]", "-", path.stem)[:60]
        digest = hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
        return folder / "checked" / f"{name}.{digest}.json"

    def _read_key(self) -> str:
        """Return a digest of all that the outcome can depend on; "" where that is too much."""
        path = self._notebook.path
        try:
            near = list(beside(path))
        except OSError:
            return ""
        cells = [[c.source, c.id, c.grade_id, c.graded] for c in self._notebook.cells]
        whole = [str(path), cells, self._asked, near, _code(path.parent), _around()]
        return hashlib.sha256(json.dumps(whole).encode()).hexdigest()


def note(remembered: list[tuple[Memory, list[Row]]]) -> None:
    """Let the records of checks in workspaces say what is remembered, where they say otherwise."""
    for folder in {memory.workspace.folder for memory, _ in remembered if memory.workspace}:
        rows = [
            row
            for memory, found in remembered
            if memory.workspace and memory.workspace.folder == folder
            for row in found
        ]
        with contextlib.suppress(OSError, CourseError):
            now = standing.read(folder, outline.lesson_of(outline.read(course())))
            for row in rows:
                if row.outcome not in (*UNCHECKED, now.outcomes.get(row.exercise)):
                    what = {"exercise": row.exercise, "outcome": row.outcome, "slips": []}
                    progress.note(folder, what)


def _row(found: dict[str, Any]) -> Row:
    """Return a row as it was remembered; a ValueError where it is none."""
    row = Row(**found)
    texts = all(isinstance(found[name], kind) for name, kind in _KINDS.items())
    if not texts or not all(math.isfinite(found[name]) for name in _NUMBERS):
        raise ValueError("no row")
    return row


def beside(path: Path) -> Iterator[tuple[str, str]]:
    """Yield every file that stands beside a notebook, or below, with a digest of what is in it.

    Raises
    ------
    OSError
        If they are too many or too large, or one cannot be read.
    """
    count = size = 0
    for folder, folders, names in os.walk(path.parent):
        folders[:] = sorted(name for name in folders if name not in _PASSED_OVER)
        found = [file for name in sorted(names) if (file := Path(folder, name)).is_file()]
        count += len(names) + len(folders)
        size += sum(file.stat().st_size for file in found if file != path)
        if count > MAX_FILES or size > MAX_BESIDE:
            raise OSError("there is more beside it than is looked at")
        for file in found:
            if file != path:
                yield str(file), hashlib.sha256(file.read_bytes()).hexdigest()


@functools.cache
def _code(folder: Path) -> list[str]:
    """Return digests of bplib's own files, and of the exercises that a course has of its own."""
    places = [Path(bplib.__file__).parent]
    with contextlib.suppress(CourseError):
        places.append(registry.folder(course_root(folder)))
    return [_digest(place) for place in places]


@functools.cache
def _digest(place: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(place.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".ipynb":
            digest.update(path.relative_to(place).as_posix().encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


@functools.cache
def _around() -> list[Any]:
    """Return Python, its packages with their versions, and what of the environment matters."""
    packages = set()
    for place in filter(os.path.isdir, sys.path):
        packages |= {name for name in os.listdir(place) if name.endswith((".dist-info", ".egg"))}
    environment = {**notebooks.EXECUTION_ENVIRONMENT, "PYTHONPATH": os.environ.get("PYTHONPATH")}
    return [FORMAT, sys.version, platform.machine(), sorted(packages), environment]


def _leave_the_newest(folder: Path) -> None:
    """Let no more records stay than are worth it."""
    records = sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime)
    for path in records[: max(0, len(records) - MAX_RECORDS)]:
        path.unlink(missing_ok=True)
