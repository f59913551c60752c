"""The process that notebooks are run from: it imports everything once, and forks for each.

It is told on its standard input what to run, and prints the number of a notebook when it begins
and when it ends. It ends everything when its input ends, and so with the command that started it.
"""

import contextlib
import json
import multiprocessing
import os
import signal
import sys
from collections import deque
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

from bplib.course import lean  # noqa: F401 - before nbval imports nbformat
from bplib.course.selfcheck import kernel
from bplib.course.selfcheck.staging import LOG, arguments, own_environment


def main() -> None:
    """Import everything, then run what comes in."""
    kernel.preload("pytest", "nbval.plugin")
    if len(os.listdir("/proc/self/task")) > 1:
        sys.exit("this process has several threads, and one only survives a fork")
    order = json.loads(sys.stdin.readline())
    waiting = deque(enumerate(order["jobs"]))
    running: dict[int, tuple[int, Any]] = {}  # by sentinel
    while waiting or running:
        while waiting and len(running) < order["workers"]:
            number, (stage, folder) = waiting.popleft()
            what = Path(stage), Path(folder), order["seconds"]
            process = _forks.Process(target=_run, args=what)
            process.start()
            running[process.sentinel] = number, process
            _say("began", number)
        for ready in wait([sys.stdin.fileno(), *running]):
            if ready not in running:  # the command is gone, or wants no more
                for _, process in running.values():
                    process.terminate()
                return
            number, process = running.pop(ready)
            process.join()
            _say("ended", number)


_forks = multiprocessing.get_context("fork")


def _say(what: str, number: int) -> None:
    print(json.dumps({what: number}), flush=True)


def _run(stage: Path, folder: Path, seconds: float) -> None:
    """Be the process in which nbval runs one notebook."""
    log = os.open(stage / LOG, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.chdir(stage)
    os.environ.update(own_environment(stage))
    if not kernel.is_shadowed(folder):
        kernel.fork_ahead()
    signal.signal(signal.SIGTERM, _end)
    import pytest

    pytest.main(arguments(stage, seconds))


def _end(*_: Any) -> None:
    with contextlib.suppress(OSError):
        kernel.end()
    os._exit(1)


if __name__ == "__main__":
    main()
