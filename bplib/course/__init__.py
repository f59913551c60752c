"""The course: lessons as files, exercises, checks and what lessons show.

A lesson begins with ``from bplib.course import begin, check, predicted, working_version``, and
`begin` adds `hint`.

`checks` calls answers and judges them, `exercises` holds what is asked, `experiments` what lessons
show; `registry` finds an exercise, `checking`, `predictions` and `display` are a lesson's side of
it; `build`, `new`, `coursemap` and `selfcheck` are commands. The course imports the library, never
`bplib.grading`; nothing of the library imports the course.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bplib.course.checking import check, working_version
    from bplib.course.display import begin
    from bplib.course.hinting import diff, hint
    from bplib.course.predictions import open_guesses, predicted, wait_for
    from bplib.course.workspace.pages import show_progress

__all__ = [
    "begin",
    "check",
    "diff",
    "hint",
    "open_guesses",
    "predicted",
    "show_progress",
    "wait_for",
    "working_version",
]
_HOMES = {
    "begin": "display",
    "check": "checking",
    "diff": "hinting",
    "hint": "hinting",
    "open_guesses": "predictions",
    "predicted": "predictions",
    "show_progress": "workspace.pages",
    "wait_for": "predictions",
    "working_version": "checking",
}


def __getattr__(name: str) -> Any:
    """Load a name when it is first used, so that commands start at once."""
    if name in _HOMES:
        return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"{__name__} has no {name!r}; lessons import {', '.join(__all__)}")
