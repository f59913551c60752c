"""The cores of one machine: one process a worker, each with a warm sandbox of its own.

All are forked from one process, which has proven that it can isolate. A worker that dies or hangs
is replaced, and what it had is given out once more; what ends two workers is nobody's job again.
"""

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Protocol

import bplib
from bplib._support.workers import FORKS, WORKER, cores
from bplib.course.lessons import CourseError
from bplib.grading.engines.engine import Finished, Task
from bplib.grading.isolation import scratch

PROGRAM = "bplib.grading.engines.worker"
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}  # a worker has one core
AHEAD = 2  # tasks that a worker holds, so that it never waits for the next one
TRIES = 2
GOODBYE = 10.0  # seconds for an idle worker to end by itself
START = 180.0  # seconds until a worker is ready: it may have to compile what it imports


class _Process(Protocol):
    """A process that can be ended."""

    @property
    def pid(self) -> int:
        """Its number."""

    def kill(self) -> None:
        """End it."""

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end; a TimeoutExpired where that does not come in time."""


class _Forked:
    """A process that another one has forked, and does not bury before it ends itself."""

    def __init__(self, pid: int, handle: int) -> None:
        self.pid = pid
        self._handle = handle

    def kill(self) -> None:
        """End it."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end; a TimeoutExpired where that does not come in time."""
        if not select.select([self._handle], [], [], timeout)[0]:
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0.0)
        return 0

    def __del__(self) -> None:
        os.close(self._handle)


class _Leader:
    """The process that workers are forked from."""

    def __init__(self) -> None:
        self.has_led = False  # whether a worker of its has come up
        self._control, theirs = socket.socketpair()
        own = str(Path(bplib.__file__).parent.parent)
        path = os.pathsep.join(filter(None, (own, os.environ.get("PYTHONPATH"))))
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", PROGRAM, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env={**os.environ, **ONE_THREAD, "PYTHONPATH": path},
            )

    @property
    def leads(self) -> bool:
        """Whether it can be asked for one more worker."""
        return FORKS and self.process.poll() is None

    def ask(self, connection: socket.socket) -> None:
        """Ask for a worker at the other end of a connection."""
        with contextlib.suppress(OSError):  # it is dead, and the connection ends with it
            socket.send_fds(self._control, [WORKER], [connection.fileno()])

    def end(self, *, at_once: bool = False) -> None:
        """End it; one that has led has time to tidy up, unless it is to end at once."""
        self._control.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            if self.has_led and not at_once:
                self.process.wait(GOODBYE)
        self.process.kill()
        self.process.wait()


class _Worker:
    """A worker, and what it has in hand."""

    def __init__(self, leader: _Leader) -> None:
        self.leader = leader
        self.process: _Process | None = None  # it says which, once it is ready
        self.tasks: deque[Task] = deque()
        self.since = time.monotonic()  # when its first task became the first
        ours, theirs = socket.socketpair()
        with theirs:
            leader.ask(theirs)
        self.connection: Connection = Connection(ours.detach())

    @property
    def ready(self) -> bool:
        """Whether it has begun to work."""
        return self.process is not None

    @property
    def deadline(self) -> float:
        """When it is taken for hanging."""
        return self.since + (self.tasks[0].deadline if self.ready and self.tasks else START)

    def begin(self, pid: int) -> None:
        """Note that it is ready, and which process it is."""
        self.process = self.leader.process
        if FORKS:
            with contextlib.suppress(ProcessLookupError):  # both are gone, and so is the connection
                self.process = _Forked(pid, os.pidfd_open(pid))
        self.leader.has_led = True

    def end(self) -> None:
        """End it, and its sandboxes with it; one that has nothing to do tidies up."""
        self.connection.close()
        if self.process is None:
            return  # where it comes up yet, it ends with its connection
        with contextlib.suppress(subprocess.TimeoutExpired):
            if not self.tasks:
                self.process.wait(GOODBYE)
        self.process.kill()
        self.process.wait()


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
        self._leaders: list[_Leader] = []
        self._tried: dict[int, int] = {}
        self._stillborn = 0

    def results(self, tasks: Iterable[Task]) -> Iterator[Finished]:
        """Yield every task's result once, in the order in which they are there."""
        waiting, again = iter(tasks), deque[Task]()
        while True:
            for most in range(1, AHEAD + 1):  # everybody has one before anybody has two
                for place in range(self.count):
                    self._feed(place, most, waiting, again)
            if not any(worker.tasks for worker in self._workers):
                return
            yield from self._heard(again)

    def close(self) -> None:
        """End the workers, whatever they are doing."""
        for worker in self._workers:
            worker.end()
        for leader in self._leaders:
            leader.end()
        self._workers.clear()
        self._leaders.clear()
        scratch.sweep()  # what a worker that was killed has left behind

    def start_ahead(self) -> None:
        """Start a worker, so that it is ready when there is something to do."""
        self._workers.append(self._worker())

    def _worker(self) -> _Worker:
        """Return a worker that is on its way."""
        if not self._leaders or not self._leaders[-1].leads:
            self._leaders.append(_Leader())
        return _Worker(self._leaders[-1])

    def _feed(self, place: int, most: int, waiting: Iterator[Task], again: deque[Task]) -> None:
        """Give a worker tasks until it holds so many; one that is not there yet is started.

        Until the first one is ready there is no other.
        """
        if place >= len(self._workers) > 0 and not any(one.ready for one in self._workers):
            return
        while place >= len(self._workers) or len(self._workers[place].tasks) < most:
            task = again.popleft() if again else next(waiting, None)
            if task is None:
                return
            if place >= len(self._workers):
                self._workers.append(self._worker())
                place = len(self._workers) - 1
            worker = self._workers[place]
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
            worker.begin(said["pid"])
            self._stillborn = 0
            return
        task = worker.tasks.popleft()
        yield Finished(task.number, said.get("found", {}), said.get("why", ""))

    def _give_up(self, leader: _Leader, what: str) -> None:
        """End who has not brought a worker up; without any, so many times, there will be none."""
        if leader not in self._leaders:
            return  # another worker of its has told before
        self._leaders.remove(leader)
        leader.end(at_once=True)
        self._stillborn += not leader.has_led
        if self._stillborn >= TRIES:
            raise CourseError(f"a worker {what} before it was ready to grade, {TRIES} times")

    def _replace(self, place: int, what: str, again: deque[Task]) -> Iterator[Finished]:
        """End a worker and put another one in its place; what it had is tried once more."""
        worker = self._workers[place]
        worker.end()
        if not worker.ready:
            self._give_up(worker.leader, what)
            again.extend(worker.tasks)
            worker.tasks.clear()
        self._workers[place] = self._worker()
        if not worker.tasks:
            return
        task = worker.tasks.popleft()
        again.extend(worker.tasks)  # it had not begun with these
        self._tried[task.number] = self._tried.get(task.number, 0) + 1
        if self._tried[task.number] < TRIES:
            again.append(task)
        else:
            yield Finished(task.number, {}, f"the process that graded it {what} {TRIES} times")
