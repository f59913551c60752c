"""`hint` and `diff`, which a learner types where a card does not suffice."""

import contextlib
import os
from pathlib import Path
from typing import Any

from bplib.course import attempts, display
from bplib.course.checks import report
from bplib.course.checks.hints import Stage, stages
from bplib.course.lessons import CourseError
from bplib.course.registry import find, is_elsewhere
from bplib.course.workspace import outline, progress
from bplib.course.workspace.places import course

WHICH = 'Which exercise? Give its name in quotes, as its check does: {}("double").'
OWN = "; an instructor's own exercise has hints only where it is kept"
_shown: dict[str, set[str]] = {}  # by exercise: what its hints have said


def hint(name: str = "") -> None:
    """Show the next hint for an exercise, from general to specific; never the answer.

    The first says what is asked for and what to read again, the second asks a question, the third
    shows a small case in numbers, the last what is met half way. After a wrong answer they go on
    from its card, and repeat nothing of it, nor of the hints before it. After the last they begin
    again. While nbgrader runs a lesson nothing is shown.

    Parameters
    ----------
    name : str, optional
        The exercise's name, its title, or the answer where it has the exercise's name; the exercise
        that was checked last where not given.
    """
    if os.environ.get("NBGRADER_EXECUTION"):
        return
    name = _meant(name)
    if not name:
        print(WHICH.format("hint"))
        return
    try:
        exercise = find(name)
    except (ValueError, CourseError) as error:
        print(f"{error}{OWN * is_elsewhere(name)}.")
        return
    found = stages(exercise, attempts.last(name))
    shown = _shown.setdefault(name, set())
    if not _news(found, shown):
        shown.clear()
    said = _news(found, shown)[0]
    shown |= _texts(said)
    place = found.index(said) + 1
    head = f"Hint {place} of {len(found)} for {name}"
    if not _news(found, shown):
        head += f'; this was the last, hint("{name}") begins again'
    display.show(report.hint(name, head, said))
    progress.hinted(name, place)


def diff(name: str = "") -> None:
    """Show the arrays of an answer's last check beside the expected ones, differing entries marked.

    Parameters
    ----------
    name : str, optional
        The exercise's name; the exercise that was checked last where not given.
    """
    is_name, name = isinstance(name, str), _meant(name)
    verdict = attempts.last(name)
    if not name:
        nothing = "Nothing has been checked here yet: run a check, then this again."
        print(nothing if is_name else WHICH.format("diff"))
    elif verdict is None:
        print(f"{name} has not been checked here yet: run its check, then this again.")
    elif verdict.passed:
        print(f"{name} passed its last check.")
    elif not verdict.diff:
        print(f"{name}: its last check found no arrays that differ.")
    else:
        display.show(report.difference(verdict))


def _news(found: list[Stage], shown: set[str]) -> list[Stage]:
    """Return the stages that say something which no hint has said."""
    return [stage for stage in found if not _texts(stage) <= shown]


def _texts(stage: Stage) -> set[str]:
    return {text for _, text, _ in stage}


def _meant(given: Any) -> str:
    """Return the exercise that is meant by a name, a title or an answer; "" where none is.

    Of exercises that share a title it is the one of the lesson that this runs in.
    """
    if not isinstance(given, str):
        return str(getattr(given, "__name__", ""))
    if not given:
        return attempts.latest()
    with contextlib.suppress(CourseError):
        lessons = sorted(outline.read(course()), key=lambda lesson: lesson.name == Path.cwd().name)
        titles = {task.title.casefold(): task.name for one in lessons for task in one.tasks}
        return titles.get(given.strip().casefold(), given)
    return given
