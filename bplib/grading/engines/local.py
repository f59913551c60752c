"""The cores of one machine: one process a worker, each with a warm sandbox of its own.

A worker that dies or hangs is replaced, and what it had is given out once more; what ends two
workers is nobody's job again.
"""

import json
import multiprocessing
import os
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Any

from bplib.course.lessons import CourseError
from bplib.grading.engines.engine import Finished, Task
from bplib.grading.engines.worker import serve

AHEAD = 2  # tasks that a worker holds, so that it never waits for the next one
TRIES = 2
START = 180.0  # seconds until a worker is ready: it may have to compile what it imports

_KIND = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
_processes: Any = multiprocessing.get_context(_KIND)


def start_ahead() -> None:
    """Start what workers are forked from, so that it imports while other work is done."""
    if _KIND == "forkserver":
        from multiprocessing.forkserver import ensure_running

        _processes.set_forkserver_preload(["bplib.grading.engines.worker"])
        ensure_running()


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass
class _Worker:
    process: Any
    connection: Connection
    tasks: deque[Task] = field(default_factory=deque)
    since: float = field(default_factory=time.monotonic)  # when its first task became the first
    ready: bool = False

    @property
    def deadline(self) -> float:
        """When it is taken for hanging."""
        return self.since + (self.tasks[0].deadline if self.ready and self.tasks else START)

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.connection.close()


class LocalEngine:
    """Workers on this machine.

    Parameters
    ----------
    count : int, optional
        How many; one for every core that this process may use where not given.
    """

    def __init__(self, count: int | None = None) -> None:
        self.count = count or cores()
        self._workers: list[_Worker] = []
        self._tried: dict[int, int] = {}

    def results(self, tasks: Iterable[Task]) -> Iterator[Finished]:
        """Yield every task's result once, in the order in which they are there."""
        waiting, again = iter(tasks), deque[Task]()
        try:
            self._workers = [self._new() for _ in range(self.count)]
            while True:
                for most in range(1, AHEAD + 1):  # everybody has one before anybody has two
                    for worker in self._workers:
                        self._feed(worker, most, waiting, again)
                if not any(worker.tasks for worker in self._workers):
                    return
                yield from self._heard(again)
        finally:
            while self._workers:
                self._workers.pop().end()

    def _new(self) -> _Worker:
        here, there = _processes.Pipe()
        process = _processes.Process(target=serve, args=(there,), daemon=True)
        process.start()
        there.close()
        return _Worker(process, here)

    def _feed(
        self, worker: _Worker, most: int, waiting: Iterator[Task], again: deque[Task]
    ) -> None:
        """Give a worker tasks until it holds so many."""
        while len(worker.tasks) < most:
            task = again.popleft() if again else next(waiting, None)
            if task is None:
                return
            if not worker.tasks and worker.ready:
                worker.since = time.monotonic()
            worker.tasks.append(task)
            try:
                worker.connection.send(task.job)
            except OSError:  # it is dead, which is found out when it is listened to
                return

    def _heard(self, again: deque[Task]) -> Iterator[Finished]:
        """Wait for something to happen, and yield what is finished by it."""
        first = min(worker.deadline for worker in self._workers if worker.tasks)
        ends = [worker.connection for worker in self._workers]
        heard = wait(ends, max(0.0, first - time.monotonic()))
        for place, worker in enumerate(self._workers):
            if worker.connection in heard:
                try:
                    said = json.loads(worker.connection.recv_bytes())
                except (EOFError, OSError):
                    yield from self._replace(place, "ended", again)
                    continue
                yield from self._said(worker, said)
            elif worker.tasks and worker.deadline <= time.monotonic():
                yield from self._replace(place, "did not end in time", again)

    def _said(self, worker: _Worker, said: dict[str, Any]) -> Iterator[Finished]:
        if "refused" in said:
            raise CourseError(said["refused"])
        worker.since = time.monotonic()
        if not worker.ready:
            worker.ready = True
            return
        task = worker.tasks.popleft()
        yield Finished(task.number, said.get("found", {}), said.get("why", ""))

    def _replace(self, place: int, what: str, again: deque[Task]) -> Iterator[Finished]:
        """End a worker and put another one in its place; what it had is tried once more."""
        worker = self._workers[place]
        worker.end()
        if not worker.ready:
            raise CourseError(f"a worker {what} before it was ready to grade")
        self._workers[place] = self._new()
        if not worker.tasks:
            return
        task = worker.tasks.popleft()
        again.extend(worker.tasks)  # it had not begun with these
        self._tried[task.number] = self._tried.get(task.number, 0) + 1
        if self._tried[task.number] < TRIES:
            again.append(task)
        else:
            yield Finished(task.number, {}, f"the process that graded it {what} {TRIES} times")
