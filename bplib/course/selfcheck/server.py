"""The process that notebooks are run from: it imports everything once, and forks for each.

It is told on its standard input what to run, and prints the number of a notebook when it begins
and when it ends. It ends everything when its input ends, and so with the command that started it.
"""

import contextlib
import json
import multiprocessing
import os
import shutil
import signal
import sys
from collections import deque
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

from bplib.course import lean  # noqa: F401 - before nbval imports nbformat
from bplib.course.selfcheck import kernel, listener
from bplib.course.selfcheck.staging import FOLDER, LOG, arguments, own_environment

GOODBYE = 2.0  # seconds that a notebook has for ending, less than the command waits for all


def main() -> None:
    """Import everything, then run what comes in."""
    own = Path.cwd()
    if not sys.flags.safe_path:
        del sys.path[0]  # the folder that this was started in
    kernel.preload("pytest", "nbval.plugin")
    if len(os.listdir("/proc/self/task")) > 1:
        sys.exit("this process has several threads, and one only survives a fork")
    line = sys.stdin.readline()
    if not line:  # the command is gone already
        _tidy(own)
        return
    order = json.loads(line)
    crew = _Crew(order["workers"], order["seconds"])
    waiting = deque(enumerate(order["jobs"]))
    while waiting or crew.ready:
        while waiting and crew.has_room:
            number, (stage, folder) = waiting.popleft()
            crew.begin(number, Path(stage), Path(folder))
        for ready in wait([sys.stdin.fileno(), *crew.ready]):
            if ready not in crew.ready:  # the command is gone, or wants no more
                crew.end()
                _tidy(own)
                return
            crew.bury(ready)


class _Crew:
    """The processes that run notebooks, and one more that gets its kernel up meanwhile.

    Parameters
    ----------
    workers : int, > 0
        How many run side by side.
    seconds : float, > 0
        What a cell has at most.
    """

    def __init__(self, workers: int, seconds: float) -> None:
        self.ready: dict[int, tuple[int, Any]] = {}  # numbers and processes, by their sentinels
        self._workers, self._seconds = workers, seconds
        self._turns: dict[int, int] = {}  # of those who wait for their turn, how they are told
        self._forks = multiprocessing.get_context("fork")

    @property
    def has_room(self) -> bool:
        """Whether another notebook may come up."""
        return len(self.ready) <= self._workers

    def begin(self, number: int, stage: Path, folder: Path) -> None:
        """Begin with a notebook."""
        turn, self._turns[number] = os.pipe()
        what = stage, folder, self._seconds, turn
        process = self._forks.Process(target=_run, args=what)
        process.start()
        os.close(turn)
        self.ready[process.sentinel] = number, process
        self._go_on()

    def bury(self, sentinel: int) -> None:
        """Say that a notebook has run, and let another one run."""
        number, process = self.ready.pop(sentinel)
        process.join()
        if number in self._turns:  # it has not even come to its turn
            os.close(self._turns.pop(number))
        _say("ended", number)
        self._go_on()

    def _go_on(self) -> None:
        """Let whoever waits run, as long as there are workers."""
        while self._turns and len(self.ready) - len(self._turns) < self._workers:
            number = min(self._turns)
            turn = self._turns.pop(number)
            with contextlib.suppress(BrokenPipeError):  # it has ended, and will be buried
                os.write(turn, b"!")
            os.close(turn)
            _say("began", number)

    def end(self) -> None:
        """End them all."""
        for _, process in self.ready.values():
            process.terminate()
        for _, process in self.ready.values():
            process.join(GOODBYE)


def _tidy(folder: Path) -> None:
    """Remove what was made for this run: the command that was to do it may have been killed."""
    if folder.name.startswith(FOLDER):
        shutil.rmtree(folder, ignore_errors=True)


def _say(what: str, number: int) -> None:
    print(json.dumps({what: number}), flush=True)


def _run(stage: Path, folder: Path, seconds: float, turn: int) -> None:
    """Be the process in which nbval runs one notebook.

    Parameters
    ----------
    stage : Path
        Where it is.
    folder : Path
        The learner's own folder.
    seconds : float
        What a cell has at most.
    turn : int
        The end of a pipe, through which it is told when the first cell may run.
    """
    log = os.open(stage / LOG, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.chdir(stage)
    os.environ.update(own_environment(stage))
    listener.turn = turn
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
