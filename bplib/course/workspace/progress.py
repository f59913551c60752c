"""The record of checks: one line of JSON for each, in a file that is only ever added to.

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
from typing import Any

from bplib.course.workspace import files
from bplib.course.workspace.places import MARK, around

RECORD = "progress.jsonl"
OFF = "progress-off"
RUNNING = "checking"
DIED = "kernel died"

_told: set[str] = set()


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
    folder = _here()
    if folder is None or outcome == "not attempted":
        return
    try:
        note(folder, {"exercise": exercise, "outcome": outcome, "slips": list(slips)})
    except OSError as error:
        _say(f"This check is not recorded: {folder / MARK / RECORD}: {files.reason(error)}.")


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
    """Return a check that leaves a mark while it runs, so that a kernel that dies in it is told."""

    @functools.wraps(check)
    def marked(name: str, *arguments: Any, **options: Any) -> None:
        folder = _here()
        if folder is None:
            return check(name, *arguments, **options)
        mark = folder / MARK / RUNNING / str(os.getpid())
        with contextlib.suppress(OSError, ValueError, TypeError):
            mark.write_text(name, encoding="utf-8")
        try:
            return check(name, *arguments, **options)
        finally:
            with contextlib.suppress(OSError):
                mark.unlink()

    return marked


def died(folder: Path) -> Iterator[str]:
    """Yield the exercises in whose checks a kernel has ended, once each, and record them."""
    with contextlib.suppress(OSError):
        for mark in sorted((folder / MARK / RUNNING).iterdir()):
            if mark.name.isdecimal() and not _is_alive(int(mark.name)):
                name = mark.read_text(encoding="utf-8")
                mark.unlink()
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
