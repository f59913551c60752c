"""One submission's process: it runs cells and is asked for answers; a dead one gets a heir."""

import time
from typing import Any

from bplib.grading.isolation import wire
from bplib.grading.isolation.sandbox import Limits, Sandbox, SandboxError, take

MAX_ORPHANS = 3  # how often a fork server may end while a submission runs


class Session:
    """A row of sandboxes for one submission, a new one after each death.

    A new sandbox first runs again what ran well before. What a request raises is a
    `wire.WireError`: no reply in time (`wire.Late`), too long a one, or none.

    Parameters
    ----------
    limits : Limits
        What the submission may use, all its sandboxes together.
    stream : int
        Where the random streams of each of its processes begin.

    Attributes
    ----------
    isolation : str
        The level of isolation of its sandboxes; ``"not run"`` before the first one.
    """

    def __init__(self, limits: Limits, stream: int = 0) -> None:
        self.limits = limits
        self._stream = stream
        self.isolation = "not run"
        self._ends = time.monotonic() + limits.seconds
        self._sandbox: Sandbox | None = None
        self._good: list[str] = []  # sources of the cells that left the process alive
        self._called = False  # whether an answer was called in this sandbox
        self._memory = 0

    @property
    def lost(self) -> bool:
        """Whether there is no process: none yet, or the last request ended it."""
        return self._sandbox is None

    @property
    def memory(self) -> int:
        """The most bytes that its process was seen to occupy."""
        return self._sandbox.memory if self._sandbox else self._memory

    def run(self, source: str) -> dict[str, Any]:
        """Run a cell and return what its process says of it."""
        reply = self._reply({"op": "run", "source": source})
        self._good.append(source)
        return reply

    def ask(self, source: str, request: Any) -> dict[str, Any]:
        """Call the answer that a check cell hands over, and return what its process says."""
        reply = self._reply({"op": "probe", "source": source, "request": request})
        self._called = True
        return reply

    def calls(self, source: str, request: Any) -> dict[str, Any]:
        """Return what is said of an answer's own calls; nothing where its process does not say.

        The time that this takes is no time of the submission's.
        """
        began = time.monotonic()
        try:
            reply = self._reply({"op": "calls", "source": source, "request": request})
            self._called = True
        except wire.WireError:
            reply = {}
        self._ends += time.monotonic() - began
        return reply

    def close(self) -> None:
        """End the process; what ran well is remembered."""
        if self._sandbox is not None:
            self._memory = max(self._memory, self._sandbox.memory)
            self._sandbox.close()
            self._sandbox = None

    def _reply(self, request: dict[str, Any]) -> Any:
        """Return the reply to a request.

        What an answer did when it was called may end its process later on. So a process that is
        found dead after a call gets a successor, which is asked once more. Where a process has
        ended with its fork server, the fault is the grader's, and its successor is asked the same.
        """
        once_more = self._sandbox is not None and self._called
        for _ in range(MAX_ORPHANS):
            said = ""
            try:
                return self._living().ask(request, self._seconds())
            except wire.WireError as failure:
                if _ended(failure) and self._sandbox is not None:
                    said = self._sandbox.orphaned
                self.close()
                if said:
                    continue
                if not once_more or isinstance(failure, wire.Late):
                    raise
                once_more = False
        raise SandboxError(
            f"the fork server has ended {MAX_ORPHANS} times in one submission: {said}"
        )

    def _living(self) -> Sandbox:
        """Return the sandbox; a new one has run the good cells again."""
        if self._sandbox is None:
            if not self._seconds():
                raise wire.Late("the time of the whole notebook is used up")
            self._sandbox = take(self.limits, self._stream)
            self._called = False
            self.isolation = self._sandbox.level
            for source in self._good:
                self._sandbox.ask({"op": "run", "source": source}, self._seconds())
        return self._sandbox

    def _seconds(self) -> float:
        return max(0.0, min(self.limits.cell_seconds, self._ends - time.monotonic()))


def _ended(failure: wire.WireError) -> bool:
    return not isinstance(failure, wire.Late | wire.TooLong)
