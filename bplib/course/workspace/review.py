"""What one used to get wrong, asked again in a later lesson: after a day, a week, a month."""

import time
from pathlib import Path

from bplib.course.workspace import progress
from bplib.course.workspace.standing import Missed, Standing

DAY = 86_400
AFTER = (DAY, 7 * DAY, 30 * DAY)  # since it was made, or last asked about
STAYS = DAY / 2  # a question stays in the lesson that asked it, however often a kernel starts
AT_ONCE = 2


def due(
    standing: Standing, lessons: dict[str, str], lesson: str, now: float | None = None
) -> list[Missed]:
    """Return the mistakes that a lesson asks about: of earlier lessons, and since put right.

    Parameters
    ----------
    standing : Standing
        What the record says.
    lessons : dict of str to str
        The lesson of every exercise.
    lesson : str
        The lesson that begins.
    now : float, optional
        The time in seconds, for tests.

    Returns
    -------
    list of Missed
        At most `AT_ONCE`, those that have waited longest first; only mistakes with a name.
    """
    now = time.time() if now is None else now
    found = []
    for missed in standing.missed.values():
        named = missed.slip.startswith("slip: ")
        earlier = lessons.get(missed.exercise, lesson) < lesson
        if named and earlier and standing.passed(missed.exercise):
            waited = now - missed.since
            stays = missed.asked and missed.lesson == lesson and waited < STAYS
            if stays or (missed.asked < len(AFTER) and waited >= AFTER[missed.asked]):
                found.append(missed)
    return sorted(found, key=lambda missed: missed.since)[:AT_ONCE]


def ask(folder: Path, missed: Missed, lesson: str, now: float | None = None) -> None:
    """Note that a lesson asks about a mistake, unless it has just done so."""
    now = time.time() if now is None else now
    if not (missed.asked and missed.lesson == lesson and now - missed.since < STAYS):
        what = {"exercise": missed.exercise, "asked": missed.slip, "lesson": lesson}
        progress.note(folder, what)


def question(missed: Missed) -> tuple[str, str, str] | None:
    """Return the exercise's title, the question and the mistake's name; None if there is none."""
    from bplib.course.registry import find

    try:
        exercise = find(missed.exercise)
    except ValueError:
        return None
    name = missed.slip.removeprefix("slip: ")
    for slip in exercise.slips:
        if slip.name == name and slip.question:
            return exercise.title, slip.question, name
    return None
