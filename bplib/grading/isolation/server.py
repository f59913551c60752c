"""The grader's side of the fork server: starting it, and asking it for a child."""

import atexit
import contextlib
import json
import os
import select
import signal
import socket
import subprocess
from pathlib import Path
from typing import Any

from bplib.grading.isolation import places, scratch
from bplib.grading.isolation.levels import (
    HOME,
    LIBRARY,
    PYTHON,
    Level,
    SandboxError,
    environment,
    start,
)

PROGRAM = "bplib.grading.isolation.forkserver"
START = 120.0  # seconds until everything is imported; the first time, it may have to be compiled
FORK = 20.0  # seconds for a child


class ForkServer:
    """A warm process in a bubblewrap, whose children each become one submission's sandbox.

    Parameters
    ----------
    disk : int
        Bytes in the server's own folder.
    warm : bool
        Whether it imports anything; a cold one's children say that they are confined, and end.

    Raises
    ------
    SandboxError
        If it cannot be started.
    """

    def __init__(self, disk: int, *, warm: bool = True) -> None:
        self.owner = os.getpid()
        self._folder = str(scratch.folder("run"))
        self._ready = False
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        whole, listed = places.around([*places.visible(), LIBRARY], places.masked())
        spec = {"read": whole, "list": listed, "work": HOME, "disk": disk, "warm": warm}
        program = [PYTHON, "-s", "-B", "-X", "utf8", "-m", PROGRAM]
        ends = [theirs.fileno()]
        try:
            command, keep = start(
                Level.WARM, disk, [*program, str(theirs.fileno()), json.dumps(spec)], self._folder
            )
            ends += keep
            self._process = subprocess.Popen(
                command,
                pass_fds=ends,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                cwd=self._folder,
                env=environment(Level.WARM, self._folder),
                start_new_session=True,
            )
        except (OSError, places.ExposedError) as error:
            self._control.close()
            scratch.remove(Path(self._folder))
            raise SandboxError(f"the fork server cannot be started: {error}") from None
        finally:
            theirs.close()
            for fd in ends[1:]:
                os.close(fd)

    @property
    def alive(self) -> bool:
        """Whether it can still be asked, by the process that started it."""
        return self.owner == os.getpid() and self._process.poll() is None

    def fork(self, limits: dict[str, int], stream: int, inbox: int, outbox: int) -> int:
        """Return a handle (a pidfd) of a new child, which reads and writes the ends of two pipes.

        Parameters
        ----------
        limits : dict
            ``seconds`` of processor time, and bytes of ``disk`` and ``memory``.
        stream : int
            Where its random streams begin.
        inbox, outbox : int
            What the child reads from and writes to.

        Raises
        ------
        SandboxError
            If there is no child.
        """
        if not self._ready:
            self._hear(START)
            self._ready = True
        request = json.dumps({"limits": limits, "disk": limits["disk"], "stream": stream})
        try:
            socket.send_fds(self._control, [request.encode()], [inbox, outbox])
        except OSError as error:
            raise SandboxError(f"the fork server is gone: {error.strerror}") from None
        return self._hear(FORK)[0]

    def _hear(self, seconds: float) -> list[int]:
        """Return the files that come with the next answer."""
        if not select.select([self._control], [], [], seconds)[0]:
            raise SandboxError(f"the fork server did not answer in {seconds:g} s")
        try:
            said, fds, _, _ = socket.recv_fds(self._control, 10_000, 1)
        except OSError as error:
            raise SandboxError(f"the fork server is gone: {error.strerror}") from None
        answer: dict[str, Any] = json.loads(said) if said else {"failed": self._last_words()}
        if "failed" in answer:
            raise SandboxError(f"the fork server failed: {answer['failed']}")
        return list(fds)

    def _last_words(self) -> str:
        """Return the last line of what a server that ends has said."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            said = self._process.communicate(timeout=5)[1].decode(errors="replace")
            return said.strip().splitlines()[-1][:300] if said.strip() else "it ended"
        return "it closed its end"

    def close(self) -> None:
        """End it, and with it every child."""
        self._control.close()
        if self.owner != os.getpid():
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        if self._process.stderr:
            self._process.stderr.close()
        scratch.remove(Path(self._folder))


_servers: dict[int, ForkServer] = {}  # by the bytes of its folder


def server(disk: int) -> ForkServer:
    """Return this process's fork server, a new one where the last one is gone."""
    known = _servers.get(disk)
    if known is not None and known.alive:
        return known
    if known is not None:
        known.close()
    _servers[disk] = ForkServer(disk)
    return _servers[disk]


@atexit.register
def _close_all() -> None:
    while _servers:
        _servers.popitem()[1].close()
