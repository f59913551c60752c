"""A worker's process: it proves that it can isolate, then does one job after another."""

import json
import signal
import sys
from multiprocessing.connection import Connection

from bplib.course import lean  # noqa: F401 - before whatever imports nbformat
from bplib.grading import selftest
from bplib.grading.engines.engine import reply
from bplib.grading.work import work


def main() -> None:
    """Do jobs until nobody gives any more: jobs come by a connection, and JSON goes back."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever gives the jobs
    connection: Connection = Connection(int(sys.argv[1]))
    try:
        proof = reply(lambda _: selftest.ensure(), None)
        connection.send_bytes(json.dumps(proof).encode())
        while True:
            job = connection.recv()
            connection.send_bytes(json.dumps(reply(work, job)).encode())
    except (EOFError, OSError):
        return


if __name__ == "__main__":
    main()
