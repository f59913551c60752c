"""The workers of a machine: one process proves that it can isolate, and forks itself for each.

What it has imported and proven, and its fork server, no worker has to begin with again.
"""

import contextlib
import gc
import json
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from queue import Queue
from typing import Any

from bplib._support.workers import FORKS, WORKER
from bplib.course import lean  # noqa: F401 - before whatever imports nbformat
from bplib.grading.isolation import server
from bplib.grading.isolation.levels import SandboxError


def main() -> None:
    """Fork workers until nobody asks for more: jobs come by a connection, and JSON goes back."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever gives the jobs
    with contextlib.suppress(SandboxError):  # where there is none, the self-test says so
        server.server()  # it comes up while this process imports what judges
    import sympy  # noqa: F401 - what judges imports it when it is first needed, and that is soon

    from bplib.grading.engines.engine import reply
    from bplib.grading.work import work

    proof = reply(prove)
    gc.collect()
    gc.freeze()  # what is imported stays; looking through it finds no garbage
    lead(
        socket.socket(fileno=int(sys.argv[1])),
        lambda connection: serve(connection, proof, lambda job: reply(work, job)),
    )


def prove() -> str:
    """Return the level of isolation here, once the self-test has passed."""
    from bplib.grading import selftest
    from bplib.grading.isolation import sandbox

    selftest.ensure()
    return str(sandbox.level())


def lead(control: socket.socket, be_a_worker: Callable[[Connection], None]) -> None:
    """Fork a worker for every connection that comes.

    Where there is no forking, this process becomes the first one, and leads no more.

    Parameters
    ----------
    control : socket
        Where they come from.
    be_a_worker : callable
        What a worker does with its connection, until its end.
    """
    forked = []
    while fds := socket.recv_fds(control, len(WORKER), 1)[1]:
        connection = Connection(fds[0])
        try:
            line = _line() if FORKS else None
            pid = os.fork() if FORKS else 0
        except OSError:  # no room for one more: its connection says so
            connection.close()
            continue
        if pid == 0:
            control.close()
            if line:
                server.adopt(line)
            be_a_worker(connection)
            return
        forked.append(pid)
        connection.close()
        if line:
            line.disown()
    for pid in forked:  # until now nobody else could get its number
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)


def serve(connection: Connection, proof: dict[str, Any], do: Callable[[Any], Any]) -> None:
    """Say what is proven, then do one job after another until there are no more."""
    jobs: Queue[Any] = Queue()
    threading.Thread(target=_take, args=(connection, jobs), daemon=True).start()
    with contextlib.suppress(OSError):
        connection.send_bytes(json.dumps({**proof, "pid": os.getpid()}).encode())
        while (job := jobs.get()) is not None:
            connection.send_bytes(json.dumps(do(job)).encode())


def _take(connection: Connection, jobs: "Queue[Any]") -> None:
    """Take jobs as they come, so that whoever gives them never waits."""
    try:
        while True:
            jobs.put(connection.recv())
    except (EOFError, OSError):
        jobs.put(None)


def _line() -> server.Line | None:
    """Return a line to a warm fork server; none where there is none, or a new one is needed."""
    from bplib.grading.isolation import sandbox

    with contextlib.suppress(SandboxError, OSError):
        if sandbox.level() is sandbox.Level.WARM:
            return server.server().lend()
    return None


if __name__ == "__main__":
    main()
