"""A worker's process: it proves that it can isolate, then does one job after another."""

import json
import signal
from multiprocessing.connection import Connection

from bplib.grading import selftest
from bplib.grading.engines.engine import reply
from bplib.grading.work import work


def serve(connection: Connection) -> None:
    """Do jobs until nobody gives any more.

    Parameters
    ----------
    connection : Connection
        Jobs come by it, and JSON goes back.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever gives the jobs
    try:
        proof = reply(lambda _: selftest.ensure(), None)
        connection.send_bytes(json.dumps(proof).encode())
        while True:
            job = connection.recv()
            connection.send_bytes(json.dumps(reply(work, job)).encode())
    except (EOFError, OSError):
        return
