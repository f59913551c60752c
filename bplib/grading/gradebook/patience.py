"""Waiting for a gradebook that is locked or gone for a while."""

import sys
import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import InterfaceError, OperationalError

from bplib.course.lessons import CourseError
from bplib.grading.gradebook import records

SECONDS = 90.0  # to wait before giving up
PAUSE = 0.5
# What waiting does not mend, in the words of SQLite and PostgreSQL.
_LASTING = ("disk is full", "readonly", "unable to open", "password", "does not exist", "no such")

Made = TypeVar("Made")


def patiently(url: str, action: Callable[[], Made]) -> Made:
    """Do something with the gradebook, again and again while it is locked or gone.

    Parameters
    ----------
    url : str
        The gradebook's.
    action : callable
        What to do; one that fails has done nothing.

    Raises
    ------
    CourseError
        If waiting was in vain, or would be.
    """
    until, told = time.monotonic() + SECONDS, False
    while True:
        try:
            return action()
        except (OperationalError, InterfaceError) as error:
            why = records.trouble(error, url)
            if any(word in str(error.orig) for word in _LASTING) or time.monotonic() > until:
                raise CourseError(why) from None
            if not told:
                print(f"{why}; waiting for up to {SECONDS:g} s", file=sys.stderr)
                told = True
            time.sleep(PAUSE)
