"""Seeing which functions of bplib an answer itself calls."""

import os
import sys
from typing import Any

from bplib.course.checks.calling import collect
from bplib.course.checks.data import Request

LIBRARY = os.path.abspath(__file__).rsplit(os.sep, 3)[0]
EXERCISES = "bplib.course.exercises"
_PARTS = ("grading", "course/__init__", "course/checks")
_OWN = tuple(os.path.join(LIBRARY, *part.split("/")) for part in _PARTS)
_EXERCISES = os.path.join(LIBRARY, "course", "exercises")


def called(request: Request, answer: Any) -> list[str]:
    """Return which functions of bplib an answer itself calls, in a call on the first case.

    What those functions call in turn is not listed, nor what a reference calls, which stands in a
    lesson for an answer that is still to come; a reference's own calls are, when it is asked.

    Parameters
    ----------
    request : Request
        In which way to call it, and with which inputs; see `collect`.
    answer : object
        The learner's function or class; a value calls nothing.

    Returns
    -------
    list of str
        ``"losses.mse"``, ``"autodiff.value.Value.__add__"``.
    """
    if request["kind"] == "value" or not callable(answer):
        return []
    seen: set[str] = set()
    asked = str(getattr(answer, "__module__", "")).startswith(EXERCISES)
    callers = (*_OWN, _EXERCISES) if asked else _OWN

    def note(frame: Any, event: str, _: Any) -> None:
        code, caller = frame.f_code, frame.f_back
        name = code.co_filename
        if event != "call" or not name.startswith(LIBRARY):
            return
        if name.startswith((*_OWN, _EXERCISES)):
            return
        called_by = caller.f_code.co_filename if caller else ""
        if not called_by.startswith(LIBRARY) or called_by.startswith(callers):
            module = name[len(LIBRARY) + 1 :].removesuffix(".py").replace(os.sep, ".")
            seen.add(f"{module}.{code.co_qualname}")

    first: Request = {"kind": request["kind"], "cases": request["cases"][:1]}
    before = sys.getprofile()
    sys.setprofile(note)
    try:
        collect(first, answer)
    finally:
        sys.setprofile(before if callable(before) else None)
        if before is not None and not callable(before):
            before.enable()  # cProfile's, which is no function
    return sorted(seen)
