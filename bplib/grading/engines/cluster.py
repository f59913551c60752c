"""Many machines: the workers of a Dask scheduler.

A task goes to whichever worker is free, as numbers, text and bytes, and its result comes back as
JSON text; neither side unpacks an object of the other's. Every task has a key that was never used,
since a scheduler gives the first result of a key again. Only as many tasks are out as there are
workers to hold them, so that the memory of who gives them stays flat, and a result is released as
soon as it is read. A scheduler that is gone is looked for again; what was out is then given out
once more, and a result that comes twice counts once.
"""

import asyncio
import json
import secrets
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from bplib.course.lessons import CourseError
from bplib.grading.engines.engine import Finished, Task, reply
from bplib.grading.job import packed, unpacked

AHEAD = 2  # tasks for every thread of a worker
TRIES = 2
PATIENCE = 90.0  # seconds to look for a scheduler that is gone, or to wait for a first worker
ANSWER = 5.0  # seconds for a scheduler to answer
LOOK = 0.05  # seconds between two looks at what is out

_one = ThreadPoolExecutor(max_workers=1)  # a worker's own thread, in which one job at a time runs


def do(job: dict[str, Any]) -> str:
    """Do a job on a worker; return JSON text.

    Jobs run one after another in one thread that lives as long as the process: what judges keeps
    state for a process, and a sandbox ends with the thread that has started it.
    """
    return _one.submit(_do, job).result()


def _do(job: dict[str, Any]) -> str:
    from bplib.grading import selftest
    from bplib.grading.work import work

    def prove_and_work(given: dict[str, Any]) -> dict[str, Any]:
        selftest.ensure()
        return work(unpacked(given))

    return json.dumps(reply(prove_and_work, job))


@dataclass
class _Out:
    task: Task
    future: Any
    since: float


class ClusterEngine:
    """The workers of a Dask scheduler.

    Parameters
    ----------
    address : str
        The scheduler's, as ``tcp://host:8786`` or ``tls://host:8786``.

    Raises
    ------
    CourseError
        If Dask is not installed here, or there is no scheduler at the address.
    """

    def __init__(self, address: str) -> None:
        try:
            import distributed
            import distributed.comm
        except ImportError:
            raise CourseError(
                "a scheduler needs Dask, which is not installed here: "
                "`pip install 'backprop-you-can-check[cluster]'` brings it"
            ) from None
        self._dask = distributed
        self.address = address
        self._tried: dict[int, int] = {}
        self._nonce = secrets.token_hex(8)
        self._given = 0
        self._client: Any = None
        self._connect(5.0)

    def close(self) -> None:
        """Leave the scheduler; what is out is given up."""
        if self._client is not None:
            self._client.close(timeout=5)
            self._client = None

    def results(self, tasks: Iterable[Task]) -> Iterator[Finished]:
        """Yield every task's result once, in the order in which they are there."""
        waiting, again = iter(tasks), deque[Task]()
        out: list[_Out] = []
        while True:
            room = AHEAD * self._threads() - len(out)
            while room > 0 and (task := again.popleft() if again else next(waiting, None)):
                out.append(self._give(task))
                room -= 1
            if not out:
                return
            if self._client.status != "running":
                again.extend(one.task for one in out)  # the scheduler has forgotten them
                out = []
                self._connect(PATIENCE)
                continue
            there = [one for one in out if one.future.status != "pending"]
            for one in there:
                out.remove(one)
                yield from self._ended(one, again)
            for one in [one for one in out if time.monotonic() > one.since + self._most(one)]:
                out.remove(one)
                one.future.cancel(force=True)
                yield from self._once_more(one.task, "did not end in time", again)
            if not there:
                time.sleep(LOOK)

    def _most(self, one: _Out) -> float:
        """Return after how many seconds a task is given up: others may stand before it."""
        return (AHEAD + 1) * one.task.deadline

    def _give(self, task: Task) -> _Out:
        self._given += 1
        key = f"bplib-{self._nonce}-{self._given}"
        future = self._client.submit(do, packed(task.job), key=key, pure=False, retries=0)
        return _Out(task, future, time.monotonic())

    def _ended(self, one: _Out, again: deque[Task]) -> Iterator[Finished]:
        """Yield what an ended task has come to; a lost one is given out again."""
        status = one.future.status
        if status == "finished":
            said = json.loads(one.future.result(timeout=60))
            one.future.release()
            if "refused" in said:
                raise CourseError(said["refused"])
            yield Finished(one.task.number, said.get("found", {}), said.get("why", ""))
        elif status == "error":
            error = one.future.exception(timeout=60)
            one.future.release()
            if isinstance(error, self._dask.KilledWorker):
                yield from self._once_more(one.task, "ended", again)
            else:
                raise CourseError(
                    f"a worker of {self.address} cannot grade: {type(error).__name__}: {error}; "
                    "does it have the same bplib installed?"
                )
        else:  # lost or cancelled: the scheduler no longer knows it
            again.append(one.task)

    def _once_more(self, task: Task, what: str, again: deque[Task]) -> Iterator[Finished]:
        self._tried[task.number] = self._tried.get(task.number, 0) + 1
        if self._tried[task.number] < TRIES:
            again.append(task)
        else:
            yield Finished(task.number, {}, f"the worker that graded it {what} {TRIES} times")

    def _threads(self) -> int:
        """Return how many threads all workers have; wait for the first worker."""
        until, told = time.monotonic() + PATIENCE, False
        while True:
            try:
                found = sum(self._client.nthreads().values())
            except (OSError, TimeoutError, ValueError):
                found = 0
            if found or self._client.status != "running":
                return int(found) or 1
            if time.monotonic() > until:
                raise CourseError(
                    f"the scheduler {self.address} has no worker: start one with "
                    f"`dask worker {self.address} --nthreads 1`"
                )
            if not told:
                print(f"{self.address} has no worker; waiting for one", file=sys.stderr)
                told = True
            time.sleep(0.5)

    def _connect(self, seconds: float) -> None:
        """Find the scheduler, again and again for so many seconds."""
        self.close()
        until = time.monotonic() + seconds
        while True:
            try:
                self._client = self._reach()
                return
            except (OSError, TimeoutError, ValueError) as error:
                if time.monotonic() > until or isinstance(error, ValueError):
                    raise CourseError(
                        f"there is no Dask scheduler at {self.address} ({error}): start one with "
                        "`dask scheduler`, which prints its address"
                    ) from None
            except Exception as error:  # what Dask says of its configuration has many types
                raise CourseError(
                    f"Dask does not speak to {self.address} ({error}): the address and Dask's "
                    "configuration of TLS must agree, here as on the other machines"
                ) from None
            time.sleep(0.5)

    def _reach(self) -> Any:
        """Return a client of the scheduler, once a greeting has shown that one listens there.

        Dask's client waits without end for the first words of whoever listens at the address
        (2026.8, its ``comm.core.connect``), and one that fails is closed at the end of the process,
        with a wait and a traceback.
        """

        async def greet() -> None:
            how = self._dask.Security().get_connection_args("client")
            comm = await self._dask.comm.connect(self.address, timeout=ANSWER, **how)
            await comm.close()

        async def greet_in_time() -> None:
            try:
                await asyncio.wait_for(greet(), 3 * ANSWER)
            except TimeoutError as error:
                why = str(error) or "who listens there says nothing that Dask understands"
                raise TimeoutError(why) from None

        asyncio.run(greet_in_time())
        return self._dask.Client(
            self.address, timeout=ANSWER, set_as_default=False, name="bplib grade"
        )
