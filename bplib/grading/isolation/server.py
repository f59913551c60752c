"""The grader's side of the fork server: starting it, and asking it for a child."""

import atexit
import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import threading
from pathlib import Path
from typing import Any

from bplib.grading.isolation import places, scratch
from bplib.grading.isolation.forkserver import LINE, TWIN
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
ANSWER = 20.0  # seconds for a child, or any other answer
_DISK = 32 << 20  # bytes in the server's own folder, where libraries keep what they look up
_TRIAL = {"seconds": 60, "disk": 1 << 20, "memory": 1 << 30}


class ServerGone(SandboxError):
    """The fork server has ended by itself, or was ended; a new one can be started."""


class Line:
    """A line to a fork server, which is asked for children by it.

    Any thread of the process that holds it can ask.

    Parameters
    ----------
    control : socket
        This process's end.
    """

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._owner = os.getpid()
        self._lock = threading.Lock()  # one question at a time
        self._closed = False
        self._lent = False  # whether another process has a line to the same server
        self.words = "it was ended"  # what the server said last

    @property
    def alive(self) -> bool:
        """Whether the server can still be asked by this process."""
        if self._closed or self._owner != os.getpid():
            return False
        poll = select.poll()
        poll.register(self._control, 0)  # to be told of its end alone
        return not poll.poll(0)

    def answers(self) -> bool:
        """Whether it is there, and not only a row in a table; one that does not answer is ended."""
        with contextlib.suppress(SandboxError), self._lock:
            self._ask({}, [])
            return True
        return False

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
        ServerGone
            If the server has ended.
        SandboxError
            If there is no child for another reason. A server that does not answer is ended: what
            it says later would be taken for the answer to another question.
        """
        request = {"limits": limits, "disk": limits["disk"], "stream": stream}
        with self._lock:
            return self._ask(request, [inbox, outbox])[0]

    def wait_until_confined(self) -> None:
        """Wait for its first child, a trial; a SandboxError says why that was not confined."""

    def lend(self) -> "Line":
        """Return a line for a process that this one will fork.

        The first one leads to the server itself, every other one to a twin of its own, which is
        forked when all is imported that will be. The twins of a server end with it.

        Raises
        ------
        SandboxError
            If there is none.
        """
        ours, theirs = _line()
        with theirs, self._lock:
            try:
                self._ask(TWIN if self._lent else LINE, [theirs.fileno()], START)
            except SandboxError:
                ours.close()
                raise
            self._lent = True
        return Line(ours)

    def close(self) -> None:
        """End what it was given; its server, too, where it is for this line alone."""
        Line.disown(self)

    def disown(self) -> None:
        """Let go of it, where another process goes on with it."""
        self._closed = True
        self._control.close()

    def take_over(self) -> None:
        """Make it this process's own, which was forked from the one that has made it."""
        self._owner = os.getpid()
        self._lock = threading.Lock()

    def _ask(self, request: dict[str, Any], fds: list[int], seconds: float = 0.0) -> list[int]:
        try:
            socket.send_fds(self._control, [json.dumps(request).encode()], fds)
        except OSError:
            raise self._gone() from None
        return self._hear(seconds or ANSWER)

    def _hear(self, seconds: float) -> list[int]:
        """Return the files that come with the next answer."""
        try:
            if not select.select([self._control], [], [], seconds)[0]:
                self.close()
                raise SandboxError(f"the fork server did not answer in {seconds:g} s")
            said, fds, _, _ = socket.recv_fds(self._control, 10_000, 1)
        except (OSError, ValueError):  # a closed one has no number
            raise self._gone() from None
        if not said:
            raise self._gone()
        answer: dict[str, Any] = json.loads(said)
        if "failed" in answer:
            if answer.get("broken"):  # it will have no more children, and a new one may
                self.close()
            raise SandboxError(answer["failed"])
        return list(fds)

    def _gone(self) -> ServerGone:
        """Return the error that says what a server said last, which has ended or is ended now."""
        if not self._closed:
            self.words = self._last_words()
            self.close()
        return ServerGone(f"the fork server has ended: {self.words}")

    def _last_words(self) -> str:
        return "without a word"


class ForkServer(Line):
    """A warm process in a bubblewrap, whose children each become one submission's sandbox.

    It starts in the background. It ends with the thread that made it, as everything does that is
    started to end with its parent.

    Raises
    ------
    SandboxError
        If it cannot be started.
    """

    def __init__(self) -> None:
        self._heard = 0  # what it has said so far by itself: confined, ready
        try:
            whole, listed = places.around([*places.visible(), LIBRARY], places.masked())
        except places.ExposedError as error:
            raise SandboxError(str(error)) from None
        spec = {"read": whole, "list": listed, "work": HOME, "limits": _TRIAL, **_TRIAL}
        self._folder = str(scratch.folder("run"))
        control, theirs = _line()
        super().__init__(control)
        keep: list[int] = []
        program = [PYTHON, "-s", "-B", "-X", "utf8", "-m", PROGRAM]
        program += [str(theirs.fileno()), json.dumps(spec)]
        try:
            command, keep = start(Level.WARM, _DISK, program, self._folder)
            self._process = subprocess.Popen(
                command,
                pass_fds=[theirs.fileno(), *keep],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                cwd=self._folder,
                env=environment(Level.WARM, self._folder),
                start_new_session=True,
            )
        except (OSError, SandboxError) as error:
            control.close()
            scratch.remove(Path(self._folder))
            raise SandboxError(f"the fork server cannot be started: {error}") from None
        finally:
            theirs.close()
            for fd in keep:
                os.close(fd)

    @property
    def alive(self) -> bool:
        """Whether it can still be asked, by the process that started it."""
        return super().alive and self._process.poll() is None

    def wait_until_confined(self) -> None:
        """Wait for its first child, a trial; a SandboxError says why that was not confined."""
        with self._lock:
            self._hear_so_far(1)

    def disown(self) -> None:
        """Let go of it in a process that was forked from the one that started it."""
        super().disown()
        if self._process.stderr:
            self._process.stderr.close()

    def _ask(self, request: dict[str, Any], fds: list[int], seconds: float = 0.0) -> list[int]:
        self._hear_so_far(2)
        return super()._ask(request, fds, seconds)

    def _hear_so_far(self, most: int) -> None:
        while self._heard < most:
            self._hear(START)
            self._heard += 1

    def _last_words(self) -> str:
        with contextlib.suppress(subprocess.TimeoutExpired):
            said = self._process.communicate(timeout=5)[1].decode(errors="replace").strip()
            if said:
                return str(said.splitlines()[-1][:300])
        return super()._last_words()

    def close(self) -> None:
        """End it, and with it every child."""
        if self._closed:
            return
        super().close()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        if self._process.stderr:
            self._process.stderr.close()
        scratch.remove(Path(self._folder))


def _line() -> tuple[socket.socket, socket.socket]:
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


_servers: list[Line] = []  # this process's own, or none
_disowned: list[Line] = []  # those of the process that this one was forked from
_lock = threading.Lock()


def server() -> Line:
    """Return the line to this process's fork server, a new one where the last one is gone.

    Raises
    ------
    SandboxError
        If it cannot be started.
    """
    with _lock:
        if _servers and not _servers[0].alive:
            _servers.pop().close()
        if not _servers:
            _servers.append(ForkServer())
        return _servers[0]


def adopt(line: Line) -> None:
    """Ask by a line from now on, which was lent to this process before it was forked."""
    line.take_over()
    with _lock:
        _servers[:] = [line]


def close() -> None:
    """End this process's fork server, if there is one, and with it every child."""
    with _lock:
        while _servers:
            _servers.pop().close()


def _forked() -> None:
    global _lock
    _lock = threading.Lock()
    while _servers:
        _disowned.append(_servers.pop())
        _disowned[-1].disown()


atexit.register(close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)
