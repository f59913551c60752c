"""The fork server: a process that has imported what submissions use, and forks one for each.

Runs inside a bubblewrap of its own, which shows the interpreter and the libraries and nothing
else. It never runs a cell and knows no exercise. It is the first process of a namespace that it has
made, and so may make one of processes for each child: a child is the first of its own from its
birth, enters other namespaces of its own, gives up every right, and only then reads its first
request, from a pipe that nobody but the grader holds.
Nothing of a child reaches the server or another child: it shares no memory that can be written, no
open file, no process group and no random stream with them, and cannot see or signal them. It ends
when it is ended, and when the server or the grader ends, whatever it has done before: the kernel
ends all of a namespace with its first process.
"""

import contextlib
import gc
import json
import os
import random
import select
import signal
import socket
import sys
from collections.abc import Iterator
from typing import Any

from bplib.grading.isolation import landlock, namespaces, wire

MAX_REQUEST = 10_000
CONFINED = {"confined": True}
LINE, TWIN = {"line": True}, {"twin": True}  # what is asked for beside children
_FILES = {"line": 1, "twin": 1}  # that come with a request; with one for a child, two
_FIRST_ONES = 3  # children that nothing more is imported for: two of a self-test, one submission
_END = object()
_FIRST_TO_GO = "1000"  # where memory is short, the kernel ends such a process before all others
_streams: list[random.Random] = []  # that of `random` itself, and those that libraries keep
_exit = os._exit  # by name: a submission that patches it still ends


def main() -> None:
    """Try a child, import what every one needs, then answer requests until the grader is gone.

    The trial is told first: whether children can be confined is known before anything is imported.
    """
    control, spec = socket.socket(fileno=int(sys.argv[1])), json.loads(sys.argv[2])
    try:
        namespaces.begin_anew()
        tried = _trial(spec)
    except (OSError, AttributeError) as error:
        tried = {"failed": str(error)}
    _send(control, tried)
    if tried != CONFINED:
        return
    gc.disable()
    from bplib.grading.isolation import preload

    kernel = preload.begin()
    settle()
    _send(control, {"ready": True})
    Server(control, spec, kernel, preload.rest(kernel)).serve()


class Server:
    """Who answers the requests that come by one or more lines.

    What only some children need is imported between requests, once the first ones have come or a
    twin was asked for: one submission need not wait for what a class needs. The sooner one asks,
    the more of it a child has to import by itself.

    Parameters
    ----------
    control : socket
        The line of who has started it; it ends with this one.
    spec : dict
        See `fork`; ``limits`` and ``stream`` come with each request.
    kernel : InteractiveShell
        What runs the children's cells.
    rest : iterator
        What is still to be imported, a part at a time.
    """

    def __init__(
        self, control: socket.socket, spec: dict[str, Any], kernel: Any, rest: Iterator[None]
    ) -> None:
        self._control = control
        self._spec, self._kernel, self._rest = spec, kernel, rest
        self._lines: dict[socket.socket, set[int]] = {control: set()}  # and the living children
        self._twins: list[tuple[socket.socket, int]] = []  # asked for before all is imported
        self._complete = False
        self._first_ones = _FIRST_ONES  # that are still to come
        self._broken = ""  # why there are no more children

    def serve(self) -> None:
        """Answer requests for ever."""
        while True:
            self._go_on()
            for line in select.select(self._lines, [], [])[0]:
                self._answer(line)

    def _go_on(self) -> None:
        """Import what is left until there is a request; where it fails, every later one is told."""
        if self._first_ones > 0 and not self._twins:
            return
        imported = False
        try:
            while not self._complete and not select.select(self._lines, [], [], 0)[0]:
                self._complete = next(self._rest, _END) is _END
                imported = True
            if imported:
                settle()
        except Exception as error:
            self._complete, self._broken = True, f"{type(error).__name__}: {error}"
        if self._complete:
            gc.enable()
        while self._complete and self._twins:
            self._twin(*self._twins.pop())

    def _answer(self, line: socket.socket) -> None:
        """Answer one request: whether the server is there, or for a child, a line or a twin."""
        try:
            said, fds, _, _ = socket.recv_fds(line, MAX_REQUEST, 2)
        except OSError:  # who asked has ended, and left an answer unread
            said, fds = b"", []
        self._bury_the_dead()
        if not said:
            self._end(line)
            return
        request = json.loads(said)
        if len(fds) != _FILES.get(next(iter(request), ""), 2 if request else 0):
            for fd in fds:
                os.close(fd)
            _send(line, {"failed": "the files of a request were lost on their way"})
        elif request == TWIN:
            self._twins.append((line, fds[0]))
        elif request == LINE:
            self._lines[socket.socket(fileno=fds[0])] = set()
            _send(line, {"listens": True})
        elif not fds:
            _send(line, {"here": True})
        else:
            self._child(line, request, fds)

    def _child(self, line: socket.socket, request: dict[str, Any], fds: list[int]) -> None:
        self._first_ones -= 1
        try:
            if self._broken:
                raise OSError(self._broken)
            child = fork(self._kernel, {**self._spec, **request}, *fds)
            handle = os.pidfd_open(child)
        except OSError as error:
            _send(line, {"failed": str(error), "broken": bool(self._broken)})
        else:
            self._lines[line].add(child)
            _send(line, {"forked": True}, [handle])
            os.close(handle)
        finally:
            for fd in fds:
                os.close(fd)

    def _twin(self, line: socket.socket, control: int) -> None:
        """Fork a server like this one, the first of a namespace of its own, for one line."""
        try:
            if self._broken:
                raise OSError(self._broken)
            check_alone()
            with namespaces.of_the_next_child() as own:
                if os.fork() == 0:
                    os.close(own)
                    self._be_a_twin(control)
        except OSError as error:
            _send(line, {"failed": str(error), "broken": bool(self._broken)})
        else:
            _send(line, {"listens": True})
        finally:
            os.close(control)

    def _be_a_twin(self, control: int) -> None:
        try:
            for line in self._lines:
                line.close()
            for _, other in self._twins:
                os.close(other)
            Server(socket.socket(fileno=control), self._spec, self._kernel, iter(())).serve()
        finally:
            _exit(1)

    def _end(self, line: socket.socket) -> None:
        """End with the line of who has started it; with another one, end what it was given."""
        if line is self._control:
            _exit(0)
        for child in self._lines.pop(line):
            os.kill(child, signal.SIGKILL)
        line.close()

    def _bury_the_dead(self) -> None:
        with contextlib.suppress(ChildProcessError):
            while dead := os.waitpid(-1, os.WNOHANG)[0]:
                for children in self._lines.values():
                    children.discard(dead)


def settle() -> None:
    """Make sure that all that was imported can be shared by children, and that none changes it.

    The collector of garbage leaves it alone: it would find nothing there, and write to pages that
    children share.

    Raises
    ------
    OSError
        If there is a second thread, or memory that a child could write to for others.
    """
    _streams.extend(thing for thing in gc.get_objects() if type(thing) is random.Random)
    gc.freeze()
    check_alone()
    check_unshared()


def _trial(spec: dict[str, Any]) -> dict[str, Any]:
    """Return what a child says that confines itself and does nothing else."""
    back, outbox = os.pipe()
    try:
        os.close(os.pidfd_open(fork(None, spec, back, outbox)))
        os.close(outbox)
        return dict(wire.receive(back))
    except wire.WireError as error:
        return {"failed": str(error)}
    finally:
        os.close(back)


def check_alone() -> None:
    """Raise an OSError where this process has a second thread, which a fork would leave behind."""
    if (number := len(os.listdir("/proc/self/task"))) > 1:
        raise OSError(f"the fork server has {number} threads, and one only survives a fork")


def check_unshared() -> None:
    """Raise an OSError where a child would share memory that it can write."""
    with open("/proc/self/maps", encoding="utf-8", errors="replace") as maps:
        for line in maps:
            rights = line.split()[1]
            if "w" in rights and "s" in rights:
                raise OSError(f"the fork server has memory that children would share: {line}")


def fork(kernel: Any, spec: dict[str, Any], inbox: int, outbox: int) -> int:
    """Return the number of a child that is on its way into a sandbox of its own.

    What fails on its way, it tells itself.

    Parameters
    ----------
    kernel : InteractiveShell or None
        What runs the child's cells; a child without one says that it is confined, and ends.
    spec : dict
        ``read``, ``list``, ``work``, ``disk`` as `landlock.confine` takes them; ``limits`` and
        ``stream`` as `ForkServer.fork` does.
    inbox, outbox : int
        What the child reads from and writes to.

    Raises
    ------
    OSError
        If there is no child; its text names the step that failed.
    """
    check_alone()
    with namespaces.of_the_next_child():
        child = os.fork()
        if child == 0:
            live(kernel, spec, inbox, outbox)
    return child


def live(kernel: Any, spec: dict[str, Any], inbox: int, outbox: int) -> None:
    """Be a submission's process until its end."""
    try:
        gc.enable()
        os.setsid()
        _keep_only(inbox, outbox)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write(_FIRST_TO_GO)
        namespaces.enter(spec["work"], spec["disk"], processes=False)
        namespaces.hide_processes()
        os.chdir(spec["work"])
        _limit(spec["limits"])
        namespaces.drop_capabilities()
        namespaces.give_up_new_privileges()
        landlock.restrict_files(spec["read"], spec["list"], spec["work"], alone=False)
        landlock.filter_calls()
        if kernel is None:
            wire.send(outbox, CONFINED)
        else:
            _serve(kernel, spec, inbox, outbox)
    except BaseException as error:
        with contextlib.suppress(BaseException):
            wire.send(outbox, {"failed": str(error)})
    finally:
        _exit(0)


def _serve(kernel: Any, spec: dict[str, Any], inbox: int, outbox: int) -> None:
    from bplib.grading.isolation import shell

    memory = spec["limits"]["memory"]
    sys.argv = [str(shell.__file__), str(inbox), str(outbox), str(memory)]
    sys.orig_argv = [sys.executable, *sys.argv]
    _reseed(spec["stream"])
    shell.serve(kernel, inbox, outbox, memory)


def _keep_only(*kept: int) -> None:
    """Close every open file but these, and begin the three standard streams anew."""
    begin = 0
    for fd in sorted(kept):
        os.closerange(begin, fd)
        begin = fd + 1
    os.closerange(begin, os.sysconf("SC_OPEN_MAX"))
    for standard in range(3):
        assert os.open(os.devnull, os.O_RDWR) == standard
        os.set_inheritable(standard, True)


def _limit(limits: dict[str, int]) -> None:
    import resource

    for what, most in (
        (resource.RLIMIT_CPU, limits["seconds"]),
        (resource.RLIMIT_FSIZE, limits["disk"]),
        (resource.RLIMIT_NOFILE, 256),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _reseed(stream: int) -> None:
    """Begin every random stream that a library keeps where no other submission's begins."""
    for kept in _streams:
        kept.seed(stream)
    sys.modules["numpy"].random.seed(stream % (1 << 32))


def _send(line: socket.socket, message: dict[str, Any], fds: list[int] | None = None) -> None:
    with contextlib.suppress(OSError):  # nobody is there any more, as the next request will say
        socket.send_fds(line, [json.dumps(message).encode()], fds or [])


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    main()
