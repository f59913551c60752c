"""The sandbox: a process that sees no network, no files but libraries, and cannot outlive us.

The best level of isolation that works here is taken, see `levels`. A sandbox that does not come up
is a `SandboxError`, never a process with less isolation.
"""

import atexit
import os
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from typing import Any

from bplib.grading.isolation import processes, wire
from bplib.grading.isolation.levels import Level, SandboxError
from bplib.grading.isolation.processes import Limits, trouble
from bplib.grading.isolation.server import server

__all__ = [
    "Level",
    "Limits",
    "Sandbox",
    "SandboxError",
    "advice",
    "level",
    "promises_all",
    "start_ahead",
    "take",
]


@cache
def level() -> Level:
    """Return how well this machine can isolate, found by trying, not by looking."""
    return next((kind for kind in list(Level)[:-1] if works(kind)), Level.LIMITS)


def works(kind: Level) -> bool:
    """Whether Python comes up in a sandbox of a kind here; see `trouble`."""
    return not trouble(kind)


def promises_all(kind: Level) -> bool:
    """Whether a level keeps everything from a submission; others say in `advice` what they lack."""
    return kind in (Level.WARM, Level.BUBBLEWRAP)


def advice(kind: Level | None = None) -> str:
    """Return what a level lacks, what would mend it, and why no better one works.

    Nothing for the best one.
    """
    kind = kind or level()
    if kind is Level.WARM:
        return ""
    better = list(Level)[: list(Level).index(kind)]
    reasons = "; ".join(f"{each}: {why}" for each in better if (why := trouble(each)))
    return f"{_lacks(kind)} ({reasons})" if reasons else _lacks(kind)


def _lacks(kind: Level) -> str:
    """Return what a level cannot promise or do as fast, and what would mend it."""
    if kind is Level.BUBBLEWRAP:
        return (
            "every submission starts a Python of its own, which is no less safe but slower. To "
            "mend it, grade where namespaces can be made inside of namespaces"
        )
    mend = "install bubblewrap 0.8 or newer (Debian, Ubuntu: `apt-get install bubblewrap`)"
    if kind is Level.LANDLOCK:
        return f"submissions can find out whether a file of a given name exists. To mend it, {mend}"
    if kind is Level.LANDLOCK_ALONE:
        return (
            "this machine allows no namespaces: submissions can find out whether a file of a given "
            "name exists and which process numbers are in use, and can fill the disk of "
            f"{tempfile.gettempdir()}. To mend it, {mend}, on a machine or in a container that "
            "allows user namespaces"
        )
    if sys.platform != "linux":
        mend = "grade on Linux, for example in a virtual machine or a container"
    return (
        "submissions run without a sandbox: they can read this account's files and use the "
        f"network; only time and memory are limited. To mend it, {mend}"
    )


class Sandbox:
    """A student's process and the pipe to it.

    Parameters
    ----------
    limits : Limits
        What it may use.
    kind : Level, optional
        How to isolate it; the best that this machine can do where not given.
    stream : int
        Where its random streams begin, in a process that is forked.

    Raises
    ------
    SandboxError
        If it cannot be started.
    """

    def __init__(self, limits: Limits, kind: Level | None = None, stream: int = 0) -> None:
        self.limits = limits
        self.level = kind or level()
        self.memory = 0  # the most bytes that it was seen to occupy
        self._closed = False
        inbox, self._to = os.pipe()
        self._from, outbox = os.pipe()
        try:
            self._process = processes.begin(self.level, limits, stream, inbox, outbox)
        except SandboxError:
            os.close(self._to)
            os.close(self._from)
            raise
        finally:
            os.close(inbox)
            os.close(outbox)

    def wait_until_ready(self) -> None:
        """Wait for the shell; a SandboxError where it does not come up."""
        try:
            said = wire.receive(self._from, 60, 1000)
        except wire.WireError as error:
            said = {"failed": self.orphaned or str(error)}
        if said != {"ready": True}:
            self.close()
            raise SandboxError(f"the sandbox ({self.level}) did not start: {said.get('failed')}")
        self._observe()

    def ask(self, request: Mapping[str, Any], seconds: float) -> Any:
        """Send a request and return the reply; a `wire.WireError` where none comes."""
        try:
            return wire.ask(self._to, self._from, request, seconds, self.limits.reply)
        finally:
            self._observe()

    def close(self) -> None:
        """End the process and everything that it has started."""
        if self._closed:
            return
        self._closed = True
        os.close(self._to)
        os.close(self._from)
        self._process.end()

    @property
    def orphaned(self) -> str:
        """Why its process has ended by no doing of its own; to be asked once it has ended."""
        return self._process.orphaned

    @property
    def alive(self) -> bool:
        """Whether its process is still there."""
        return not self._closed and self._process.alive

    def _observe(self) -> None:
        """Note the most memory that the process has occupied so far."""
        self.memory = max(self.memory, self._process.memory())


# ---- one ahead -------------------------------------------------------------------------------

_ahead: dict[Limits, Sandbox] = {}


def start_ahead(limits: Limits) -> None:
    """Start what `take` will need, so that it comes up while other work is done."""
    if level() is Level.WARM:
        server()
    elif limits not in _ahead:
        _ahead[limits] = Sandbox(limits)


def take(limits: Limits, stream: int = 0) -> Sandbox:
    """Return a sandbox that is ready for a submission, and for one only.

    Parameters
    ----------
    limits : Limits
        What the submission may use.
    stream : int
        Where its random streams begin, in a process that is forked.

    Returns
    -------
    Sandbox
        A new one, or the one that was started ahead, if it still lives.

    Raises
    ------
    SandboxError
        If it does not come up.
    """
    box = _ahead.pop(limits, None)
    if box is not None and not box.alive:
        box.close()
        box = None
    box = box or Sandbox(limits, stream=stream)
    try:
        box.wait_until_ready()
    except SandboxError:
        if not box.orphaned:
            raise
        box = Sandbox(limits, stream=stream)
        box.wait_until_ready()
    return box


@atexit.register
def _close_ahead() -> None:
    while _ahead:
        _ahead.popitem()[1].close()
