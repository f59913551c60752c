"""How somebody stands: what the record says of every exercise, whatever state it is in."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bplib.course.workspace import files
from bplib.course.workspace.places import MARK
from bplib.course.workspace.progress import RECORD

MAX_BYTES = 20_000_000  # of the record, from its end
TOMORROW = 86_400  # seconds that a clock may be ahead


@dataclass
class Missed:
    """A mistake that was made, and when it was asked about.

    Attributes
    ----------
    exercise, slip : str
        Where it was made, and its name.
    since : float
        When it was last made or asked about, in seconds; never later than now.
    asked : int
        How often it was asked about since it was last made.
    lesson : str
        Where it was last asked about.
    """

    exercise: str
    slip: str
    since: float
    asked: int = 0
    lesson: str = ""


@dataclass
class Standing:
    """What a record says.

    Attributes
    ----------
    outcomes : dict of str to str
        The last outcome by exercise.
    missed : dict
        The mistakes by exercise and name, in the order in which they were last made.
    last : str
        The exercise that was checked last.
    remarks : list of str
        A sentence for everything about the file that a learner should know.
    """

    outcomes: dict[str, str] = field(default_factory=dict)
    missed: dict[tuple[str, str], Missed] = field(default_factory=dict)
    last: str = ""
    remarks: list[str] = field(default_factory=list)

    def passed(self, exercise: str) -> bool:
        """Whether an exercise passed its last check."""
        return self.outcomes.get(exercise) == "passed"


def read(folder: Path, lessons: dict[str, str], now: float | None = None) -> Standing:
    """Read a workspace's record; what cannot be read is left out, said, and stays in the file.

    Parameters
    ----------
    folder : Path
        The workspace's folder.
    lessons : dict of str to str
        The lesson of every exercise.
    now : float, optional
        The time in seconds, for tests.

    Returns
    -------
    Standing
        What it says.
    """
    now = time.time() if now is None else now
    path = folder / MARK / RECORD
    found = Standing()
    broken = ahead = 0
    for line in _lines(path, found.remarks):
        entry = _entry(line)
        if entry is None:
            broken += 1
            continue
        ahead += entry["time"] > now + TOMORROW
        _take(found, entry, lessons, min(entry["time"], now))
    if broken:
        found.remarks.append(
            f"{path}: {broken} line{'s' * (broken != 1)} cannot be read and "
            f"{'is' if broken == 1 else 'are'} left out; the file is not changed."
        )
    if ahead:
        found.remarks.append(
            f"{path}: {ahead} check{'s' * (ahead != 1)} of a time that is still to come "
            f"count{'s' * (ahead == 1)} as of now; is the clock right?"
        )
    return found


def _lines(path: Path, remarks: list[str]) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - MAX_BYTES))
            if size > MAX_BYTES:
                file.readline()
                remarks.append(
                    f"{path} has {size:,} bytes; the last {MAX_BYTES:,} of them are read."
                )
            yield from (line for line in file.read().splitlines() if line.strip())
    except FileNotFoundError:
        return
    except OSError as error:
        remarks.append(f"{path} cannot be read: {files.reason(error)}; it is not changed.")


def _entry(line: bytes) -> dict[str, Any] | None:
    """Return a line of the record with its values as they must be; None where they are not."""
    try:
        entry = json.loads(line)
        clean: dict[str, Any] = {"time": float(entry["time"])}
        for key in ("exercise", "outcome", "reset", "asked", "lesson"):
            if key in entry:
                clean[key] = entry[key]
                if not isinstance(entry[key], str):
                    return None
        slips = entry.get("slips", [])
        clean["slips"] = [slip for slip in slips if isinstance(slip, str)]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError):
        return None
    return clean if clean["time"] == clean["time"] else None  # a time that is no number


def _take(found: Standing, entry: dict[str, Any], lessons: dict[str, str], when: float) -> None:
    """Let an entry count; of a kind that this bplib does not know, none does."""
    name = entry.get("exercise", "")
    if "reset" in entry:
        for exercise in [e for e in found.outcomes if lessons.get(e) == entry["reset"]]:
            del found.outcomes[exercise]
    elif "asked" in entry:
        missed = found.missed.get((name, entry["asked"]))
        if missed:
            missed.asked += 1
            missed.since, missed.lesson = when, entry.get("lesson", "")
    elif name and "outcome" in entry:
        found.outcomes[name] = entry["outcome"]
        found.last = name
        for slip in entry["slips"]:
            found.missed.pop((name, slip), None)
            found.missed[name, slip] = Missed(name, slip, when)
