"""A limit of time for what a learner wrote, so that an endless loop comes to an end."""

import contextlib
import signal
import sys
import threading
from collections.abc import Iterator
from typing import Any

AGAIN = 1.0


class TooLong(BaseException):
    """Raised inside of what took too long; no `except Exception` of a learner's catches it."""


@contextlib.contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raise `TooLong` in the body once it has taken so many seconds.

    It is raised again every second, for an answer that catches it. Where there is no such signal
    (Windows), in another thread than the main one and while somebody debugs, there is no limit;
    an interrupt still ends the body.

    Parameters
    ----------
    seconds : float
        Wall-clock time.
    """
    if (
        not hasattr(signal, "setitimer")
        or threading.current_thread() is not threading.main_thread()
        or _is_debugged()
    ):
        yield
        return
    running = True

    def stop(*_: Any) -> None:
        if running:
            raise TooLong

    handler = signal.signal(signal.SIGALRM, stop)
    waiting = signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    try:
        yield
    finally:
        running = False
        signal.setitimer(signal.ITIMER_REAL, *waiting)
        signal.signal(signal.SIGALRM, handler)


def _is_debugged() -> bool:
    """Whether a debugger may hold the program for as long as its user thinks."""
    monitoring = getattr(sys, "monitoring", None)  # since Python 3.12
    return sys.gettrace() is not None or (
        monitoring is not None and monitoring.get_tool(monitoring.DEBUGGER_ID) is not None
    )
