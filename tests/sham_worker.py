"""A worker that grades nothing: what a job asks for stands in its lesson's name.

Run as `python -m sham_worker FD` by `LocalEngine`, and called by a Dask worker as `do`.
"""

import json
import os
import socket
import sys
import time
from pathlib import Path

from bplib.grading.engines import worker
from bplib.grading.isolation.limits import Limits
from bplib.grading.job import Job

GRACE = 1.5  # seconds, for `engine.GRACE`


def job(lesson, data=b"", seed=0):
    """Return a job whose lesson says what becomes of it."""
    return Job(lesson, "", data, seed, "any", Limits(seconds=0.0))


def done(lesson, data, seed):
    """Do as a job asks; return what a worker says of it."""
    word, _, rest = lesson.partition(" ")
    if word == "die":
        os._exit(1)
    if word == "die-once" and not Path(rest).exists():
        Path(rest).touch()
        os._exit(1)
    if word == "hang":
        time.sleep(1_000)
    if word == "sleep":
        time.sleep(float(rest))
    if word == "refuse":
        return {"refused": "not here"}
    if word == "fail":
        return {"why": "a wrong turn"}
    return {"found": {"lesson": lesson, "size": len(data), "seed": seed, "pid": os.getpid()}}


def do(given):
    """Be a Dask worker's function."""
    return json.dumps(done(given["lesson"], given["data"], given["seed"]))


def once(fork):
    """Return what forks once, and has no room for more."""
    forked = []

    def fork_once():
        if forked:
            raise BlockingIOError(11, "Resource temporarily unavailable")
        forked.append(1)
        return fork()

    return fork_once


def main():
    how, _, mark = os.environ.get("SHAM", "").partition(" ")
    first = not (mark and Path(mark).exists())
    if mark:
        Path(mark).touch()
    if how == "dead" and first:
        os._exit(3)
    if how == "hangs" and first:
        time.sleep(1_000)
    if how == "full" and first:
        os.fork = once(os.fork)
    worker._line = lambda: time.sleep(0.3 * (how == "slow"))  # it needs no sandbox
    worker.FORKS = how != "alone"
    worker.lead(
        socket.socket(fileno=int(sys.argv[1])),
        lambda connection: worker.serve(
            connection,
            {"found": "sham"},
            lambda given: done(given.lesson, given.data, given.seed),
        ),
    )


if __name__ == "__main__":
    main()
