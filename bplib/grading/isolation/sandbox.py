"""The sandbox: a process that sees no network, no files but libraries, and cannot outlive us.

The best level of isolation that works here is taken, see `levels`. A sandbox that does not come up
is a `SandboxError`, never a process with less isolation.
"""

import atexit
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import types
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bplib.grading.isolation import scratch, wire
from bplib.grading.isolation.levels import PYTHON, Level, SandboxError, environment, start

resource: types.ModuleType | None
try:
    import resource
except ImportError:  # Windows has no such limits
    resource = None


@dataclass(frozen=True)
class Limits:
    """What a submission may use.

    Attributes
    ----------
    cell_seconds : float
        Wall time of one cell, or of one answer on all its inputs.
    seconds : float
        Wall time of the whole submission; processor time is limited to the same.
    memory : int
        Bytes of address space of its process.
    disk : int
        Bytes in its folder, the only place where it can write.
    reply : int
        Bytes of one reply.
    """

    cell_seconds: float = 30.0
    seconds: float = 180.0
    memory: int = 2 << 30
    disk: int = 32 << 20
    reply: int = 20_000_000


@cache
def level() -> Level:
    """Return how well this machine can isolate, found by trying, not by looking."""
    return next((kind for kind in list(Level)[:-1] if works(kind)), Level.LIMITS)


def works(kind: Level) -> bool:
    """Whether Python comes up in a sandbox of a kind here; see `trouble`."""
    return not trouble(kind)


def trouble(kind: Level) -> str:
    """Return why Python does not come up in a sandbox of a kind here; nothing where it does.

    Raises
    ------
    SandboxError
        If that cannot be told, since it did not end in time.
    """
    if sys.platform != "linux":
        return "only Linux has it"
    folder = str(scratch.folder("run"))
    try:
        _hand_over(folder, kind)
        try:
            command, keep = start(kind, Limits().disk, [PYTHON, "-I", "-S", "-c", ""], folder)
        except OSError as error:
            return str(error)
        try:
            tried = subprocess.run(
                command,
                pass_fds=keep,
                capture_output=True,
                env=environment(kind, folder),
                timeout=60,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise SandboxError(f"a trial of {kind} did not end in 60 s: try again") from None
        finally:
            for fd in keep:
                os.close(fd)
    finally:
        scratch.remove(Path(folder))
    if tried.returncode == 0:
        return ""
    said = tried.stderr.decode(errors="replace").strip().splitlines()
    return said[-1][:300] if said else f"it ended with status {tried.returncode}"


def advice(kind: Level | None = None) -> str:
    """Return what a level cannot promise, what would mend it, and why no better one works.

    Nothing for the best one.
    """
    kind = kind or level()
    if kind is Level.BUBBLEWRAP:
        return ""
    better = list(Level)[: list(Level).index(kind)]
    reasons = "; ".join(f"{each}: {why}" for each in better if (why := trouble(each)))
    return f"{_lacks(kind)} ({reasons})" if reasons else _lacks(kind)


def _lacks(kind: Level) -> str:
    """Return what a level cannot promise, and what would mend it."""
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


def _hand_over(folder: str, kind: Level) -> None:
    """Give a folder to the user that root becomes where there are no namespaces."""
    if kind is Level.LANDLOCK_ALONE and os.getuid() == 0:
        os.chown(folder, 65534, 65534)


class Sandbox:
    """A student's process and the pipe to it.

    Parameters
    ----------
    limits : Limits
        What it may use.
    kind : Level, optional
        How to isolate it; the best that this machine can do where not given.
    """

    def __init__(self, limits: Limits, kind: Level | None = None) -> None:
        self.limits = limits
        self.level = kind or level()
        self.memory = 0  # the most bytes that it was seen to occupy
        self._closed = False
        # Where it cannot be given a file system, a folder of its own; with namespaces, a tmpfs
        # of its own is mounted over that.
        self._folder = str(scratch.folder("run"))
        _hand_over(self._folder, self.level)
        inbox, self._to = os.pipe()
        self._from, outbox = os.pipe()
        ends = [inbox, outbox]
        try:
            command, keep = start(
                self.level, limits.disk, self._shell(inbox, outbox), self._folder, outbox
            )
            ends += keep
            self._process = subprocess.Popen(
                command,
                pass_fds=ends,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=self._folder,
                env=environment(self.level, self._folder),
                start_new_session=True,
                preexec_fn=self._limit if resource else None,
            )
        except (OSError, SandboxError) as error:
            ends += [self._to, self._from]
            scratch.remove(Path(self._folder))
            raise SandboxError(f"the sandbox ({self.level}) cannot be started: {error}") from None
        finally:
            for fd in ends:
                os.close(fd)

    def wait_until_ready(self) -> None:
        """Wait for the shell; a SandboxError where it does not come up."""
        try:
            said = wire.receive(self._from, 60, 1000)
        except wire.WireError as error:
            said = {"failed": str(error)}
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
        for fd in (self._to, self._from):
            os.close(fd)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        scratch.remove(Path(self._folder))

    @property
    def alive(self) -> bool:
        """Whether its process is still there."""
        return not self._closed and self._process.poll() is None

    def _shell(self, inbox: int, outbox: int) -> list[str]:
        return [
            *(PYTHON, "-s", "-B", "-X", "utf8", "-m", "bplib.grading.isolation.shell"),
            *(str(inbox), str(outbox), str(self.limits.memory)),
        ]

    def _limit(self) -> None:
        assert resource is not None
        limits = self.limits
        seconds = int(limits.seconds)
        for what, most in (
            (resource.RLIMIT_CPU, seconds),
            (resource.RLIMIT_FSIZE, limits.disk),
            (resource.RLIMIT_NOFILE, 256),
            (resource.RLIMIT_CORE, 0),
        ):
            resource.setrlimit(what, (most, most))

    def _observe(self) -> None:
        """Note the most memory that the process has occupied so far, where the system tells."""
        process = str(self._process.pid)
        with contextlib.suppress(OSError, ValueError, IndexError):
            # the shell is the last in a row of processes, each with one child
            while children := Path(f"/proc/{process}/task/{process}/children").read_text():
                process = children.split()[0]
            status = Path(f"/proc/{process}/status").read_text()
            kilobytes = int(status.split("VmHWM:")[1].split()[0])
            self.memory = max(self.memory, kilobytes << 10)


# ---- one ahead -------------------------------------------------------------------------------

_ahead: dict[Limits, Sandbox] = {}


def start_ahead(limits: Limits) -> None:
    """Start the sandbox that `take` will return, so that it comes up while other work is done."""
    if limits not in _ahead:
        _ahead[limits] = Sandbox(limits)


def take(limits: Limits) -> Sandbox:
    """Return a sandbox that is ready for a submission, and for one only.

    Parameters
    ----------
    limits : Limits
        What the submission may use.

    Returns
    -------
    Sandbox
        The one that was started ahead, if it still lives; else a new one.

    Raises
    ------
    SandboxError
        If it does not come up.
    """
    box = _ahead.pop(limits, None)
    if box is not None and not box.alive:
        box.close()
        box = None
    box = box or Sandbox(limits)
    box.wait_until_ready()
    return box


@atexit.register
def _close_ahead() -> None:
    while _ahead:
        _ahead.popitem()[1].close()
