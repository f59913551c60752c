"""A worker's process: it proves that it can isolate, then does one job after another.

One that is told which level of isolation has been proven on this machine, and reaches the same,
need not prove it again.
"""

import contextlib
import gc
import json
import signal
import sys
import threading
from multiprocessing.connection import Connection
from queue import Queue
from typing import Any

from bplib.course import lean  # noqa: F401 - before whatever imports nbformat
from bplib.grading.isolation import server
from bplib.grading.isolation.levels import SandboxError


def main() -> None:
    """Do jobs until nobody gives any more: jobs come by a connection, and JSON goes back."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever gives the jobs
    with contextlib.suppress(SandboxError):  # where there is none, the self-test says so
        server.server()  # it comes up while this process imports what judges
    from bplib.grading.engines.engine import reply
    from bplib.grading.work import work

    connection: Connection = Connection(int(sys.argv[1]))
    jobs: Queue[Any] = Queue()
    threading.Thread(target=_take, args=(connection, jobs), daemon=True).start()
    try:
        proof = reply(prove, sys.argv[2])
        gc.collect()
        gc.freeze()  # what is imported stays; looking through it finds no garbage
        connection.send_bytes(json.dumps(proof).encode())
        while (job := jobs.get()) is not None:
            connection.send_bytes(json.dumps(reply(work, job)).encode())
    except OSError:
        return


def prove(proven: str) -> str:
    """Return the level of isolation here; run the self-test where that one is not proven."""
    from bplib.grading import selftest
    from bplib.grading.isolation import sandbox

    level = str(sandbox.level())
    if level != proven:
        selftest.ensure()
    return level


def _take(connection: Connection, jobs: "Queue[Any]") -> None:
    """Take jobs as they come, so that whoever gives them never waits."""
    try:
        while True:
            jobs.put(connection.recv())
    except (EOFError, OSError):
        jobs.put(None)


if __name__ == "__main__":
    main()
