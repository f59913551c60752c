"""A submission's process, as the grader holds it: one of its own, or a fork server's child."""

import contextlib
import os
import select
import signal
import subprocess
import sys
import types
from pathlib import Path
from typing import Protocol

from bplib.grading.isolation import scratch
from bplib.grading.isolation.levels import PYTHON, Level, SandboxError, environment, start
from bplib.grading.isolation.limits import Limits
from bplib.grading.isolation.server import ServerGone, server

resource: types.ModuleType | None
try:
    import resource
except ImportError:  # Windows has no such limits
    resource = None

TRIAL_SECONDS = 60.0


class Process(Protocol):
    """What the grader can do with a submission's process."""

    @property
    def alive(self) -> bool:
        """Whether it is still there."""

    @property
    def orphaned(self) -> str:
        """What its fork server said last, where it has ended with it by no doing of its own."""

    def end(self) -> None:
        """End it and everything that it has started."""

    def memory(self) -> int:
        """Return the most bytes that it has occupied so far; 0 where the system does not tell."""


class Forked:
    """A child of this process's fork server."""

    def __init__(self, limits: Limits, stream: int, inbox: int, outbox: int) -> None:
        asked = limits.of_a_process(), stream, inbox, outbox
        self._server = server()
        try:
            self._handle = self._server.fork(*asked)
        except ServerGone:
            self._server = server()
            self._handle = self._server.fork(*asked)

    @property
    def alive(self) -> bool:
        """Whether it is still there."""
        return not select.select([self._handle], [], [], 0)[0]

    @property
    def orphaned(self) -> str:
        """What its fork server said last, where it has ended with it by no doing of its own."""
        return "" if self._server.answers() else self._server.words

    def end(self) -> None:
        """End it; it is the first of its namespace, so that all others there end with it."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)
        select.select([self._handle], [], [], TRIAL_SECONDS)
        os.close(self._handle)

    def memory(self) -> int:
        """Return the most bytes that it has occupied so far; 0 where the system does not tell."""
        with contextlib.suppress(OSError, IndexError):
            known = Path(f"/proc/self/fdinfo/{self._handle}").read_text()
            return peak_memory(known.split("Pid:")[1].split()[0])
        return 0


class Started:
    """A process that was started for one submission."""

    def __init__(self, kind: Level, limits: Limits, inbox: int, outbox: int) -> None:
        # Where it cannot be given a file system, a folder of its own; with namespaces, a tmpfs
        # of its own is mounted over that.
        self._folder = str(scratch.folder("run"))
        hand_over(self._folder, kind)
        ends = [inbox, outbox]
        program = [
            *(PYTHON, "-s", "-B", "-X", "utf8", "-m", "bplib.grading.isolation.shell"),
            *(str(inbox), str(outbox), str(limits.memory)),
        ]
        keep: list[int] = []
        try:
            command, keep = start(kind, limits.disk, program, self._folder, outbox)
            self._process = subprocess.Popen(
                command,
                pass_fds=ends + keep,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=self._folder,
                env=environment(kind, self._folder),
                start_new_session=True,
                preexec_fn=lambda: _limit(limits) if resource else None,
            )
        except (OSError, SandboxError) as error:
            scratch.remove(Path(self._folder))
            raise SandboxError(f"the sandbox ({kind}) cannot be started: {error}") from None
        finally:
            for fd in keep:
                os.close(fd)

    @property
    def alive(self) -> bool:
        """Whether it is still there."""
        return self._process.poll() is None

    @property
    def orphaned(self) -> str:
        """Nothing: it came from no server."""
        return ""

    def end(self) -> None:
        """End it and everything that it has started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        scratch.remove(Path(self._folder))

    def memory(self) -> int:
        """Return the most bytes that it has occupied so far; 0 where the system does not tell."""
        process = str(self._process.pid)
        with contextlib.suppress(OSError, IndexError):
            # the shell is the last in a row of processes, each with one child
            while children := Path(f"/proc/{process}/task/{process}/children").read_text():
                process = children.split()[0]
            return peak_memory(process)
        return 0


def begin(kind: Level, limits: Limits, stream: int, inbox: int, outbox: int) -> Process:
    """Return a new process in a sandbox of a kind, which reads and writes the ends of two pipes.

    Raises
    ------
    SandboxError
        If there is none.
    """
    if kind is Level.WARM:
        return Forked(limits, stream, inbox, outbox)
    return Started(kind, limits, inbox, outbox)


def peak_memory(process: str) -> int:
    """Return the most bytes that a process has occupied so far; 0 where the system is silent."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        status = Path(f"/proc/{process}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) << 10
    return 0


def hand_over(folder: str, kind: Level) -> None:
    """Give a folder to the user that root becomes where there are no namespaces."""
    if kind is Level.LANDLOCK_ALONE and os.getuid() == 0:
        os.chown(folder, 65534, 65534)


def trouble(kind: Level) -> str:
    """Return why Python does not come up in a sandbox of a kind here; nothing where it does.

    Raises
    ------
    SandboxError
        If that cannot be told, since it did not end in time.
    """
    if sys.platform != "linux":
        return "only Linux has it"
    return _no_fork() if kind is Level.WARM else _no_start(kind)


def _no_fork() -> str:
    """Return why a fork server's child does not get into a sandbox of its own."""
    try:
        server().wait_until_confined()
    except SandboxError as error:
        return str(error)
    return ""


def _no_start(kind: Level) -> str:
    """Return why Python does not come up in a sandbox of its own."""
    folder = str(scratch.folder("run"))
    try:
        hand_over(folder, kind)
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
                timeout=TRIAL_SECONDS,
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


def _limit(limits: Limits) -> None:
    assert resource is not None
    seconds = int(limits.seconds)
    for what, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, limits.disk),
        (resource.RLIMIT_NOFILE, 256),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
