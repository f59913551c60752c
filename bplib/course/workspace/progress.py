"""The record of checks and hints: one line of JSON for each, in a file that is only ever added to.

A check adds to it in a fraction of a millisecond and never fails because of it. Nothing of it
leaves the machine.
"""

import contextlib
import functools
import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from bplib.course.workspace import files
from bplib.course.workspace.places import MARK, around

RECORD = "progress.jsonl"
OFF = "progress-off"
RUNNING = "checking"
DIED = "kernel died"

_told: set[str] = set()
_marks: dict[Path, IO[bytes]] = {}


def checked(exercise: str, outcome: str, slips: Sequence[str] = ()) -> None:
    """Record the outcome of a check; outside of a workspace, and while grading, do nothing.

    What was not attempted is no attempt, and is not recorded.

    Parameters
    ----------
    exercise : str
        Its name.
    outcome : str
        How the check ended.
    slips : sequence of str
        The mistakes that were recognised.
    """
    if outcome != "not attempted":
        _noted("check", {"exercise": exercise, "outcome": outcome, "slips": list(slips)})


def hinted(exercise: str, stage: int) -> None:
    """Record that a hint was shown, and which one, counted from 1; where checks are recorded."""
    _noted("hint", {"exercise": exercise, "hint": stage})


def _noted(kind: str, what: dict[str, Any]) -> None:
    folder = _here()
    if folder is None:
        return
    try:
        note(folder, what)
    except OSError as error:
        _say(f"This {kind} is not recorded: {folder / MARK / RECORD}: {files.reason(error)}.")


def note(folder: Path, what: dict[str, Any]) -> None:
    """Add a line to a workspace's record.

    Parameters
    ----------
    folder : Path
        The workspace's folder.
    what : dict
        What there is to note; the time is added.

    Raises
    ------
    OSError
        If the record cannot be written.
    """
    if (folder / MARK / OFF).exists():
        return
    line = json.dumps({"time": int(time.time()), **what}, ensure_ascii=False) + "\n"
    with open(folder / MARK / RECORD, "a+b") as file:
        with contextlib.suppress(ImportError):  # Windows has no such locks
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)  # a line of another kernel may be on its way
            file.seek(0, os.SEEK_END)
        if file.tell():
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":  # a line that was cut off stays a line of its own
                line = "\n" + line
        file.write(line.encode(errors="replace"))


def switch(folder: Path, on: bool) -> None:
    """Turn the record of a workspace on or off; what is in it stays."""
    off = folder / MARK / OFF
    with files.told(off):
        off.unlink(missing_ok=True) if on else off.touch()


def is_on(folder: Path) -> bool:
    """Whether checks are recorded in a workspace."""
    return not (folder / MARK / OFF).exists()


# ---- a kernel that ends in a check ---------------------------------------------------------------


def watched(check: Callable[..., None]) -> Callable[..., None]:
    """Return a check that leaves a mark while it runs, so that a kernel that dies in it is told.

    The mark is one small file of each kernel, which is filled and emptied: that is quicker than to
    make one for each check.
    """

    @functools.wraps(check)
    def marked(name: str, *arguments: Any, **options: Any) -> None:
        mark = _mark()
        if mark is None:
            return check(name, *arguments, **options)
        with contextlib.suppress(OSError):
            mark.write(str(name).encode(errors="replace"))
        try:
            return check(name, *arguments, **options)
        finally:
            with contextlib.suppress(OSError):
                mark.seek(0)
                mark.truncate()

    return marked


def _mark() -> IO[bytes] | None:
    """Return the open file of this kernel in the workspace that it works in; None in none."""
    folder = _here()
    if folder is None:
        return None
    path = folder / MARK / RUNNING / str(os.getpid())
    if path not in _marks:
        try:
            _marks[path] = path.open("wb", buffering=0)
        except OSError:
            return None
    return _marks[path]


def died(folder: Path) -> Iterator[str]:
    """Yield the exercises in whose checks a kernel has ended, once each, and record them."""
    with contextlib.suppress(OSError):
        for mark in sorted((folder / MARK / RUNNING).iterdir()):
            if mark not in _marks and mark.name.isdecimal() and not _is_alive(int(mark.name)):
                name = mark.read_text(encoding="utf-8", errors="replace")
                mark.unlink()
                if name:
                    note(folder, {"exercise": name, "outcome": DIED, "slips": []})
                    yield name


def _is_alive(process: int) -> bool:
    if process == os.getpid():
        return False  # no check runs while this is asked: an earlier process had the number
    import psutil  # every kernel has it

    return bool(psutil.pid_exists(process))


def _here() -> Path | None:
    """Return the workspace that this kernel works in; None in none, and while grading."""
    if os.environ.get("NBGRADER_EXECUTION") == "autograde":
        return None
    try:
        found = around()
    except OSError:  # the current folder is gone
        return None
    return found.folder if found else None


def _say(sentence: str) -> None:
    """Print a sentence once in a kernel."""
    if sentence not in _told:
        _told.add(sentence)
        print(sentence)
