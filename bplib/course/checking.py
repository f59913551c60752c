"""`check`, which a lesson calls on an answer, and what it is made of."""

import os
import secrets
from typing import Any

from bplib.course import display
from bplib.course.checks import calling, report
from bplib.course.checks.judge import judge
from bplib.course.checks.verdict import Outcome, Verdict
from bplib.course.registry import find


class CheckFailed(Exception):
    """Raised when an answer is not right, so that the cell does not earn its points."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


class NotAttempted(CheckFailed):
    """Raised when there is no answer yet."""


def assess(name: str, answer: Any, seed: int | None = None) -> Verdict:
    """Call an answer and judge it, showing nothing.

    Parameters
    ----------
    name : str
        The exercise's name.
    answer : object
        The learner's function, class or values.
    seed : int, optional
        Where the inputs come from; the exercise's fixed seed where not given.

    Returns
    -------
    Verdict
        What was found.
    """
    exercise = find(name)
    seed = exercise.fixed_seed if seed is None else seed
    cases = exercise.inputs(seed)
    results = calling.collect(exercise.requests(cases), answer)
    return judge(exercise, cases, results, seed)


def check(name: str, answer: Any) -> None:
    """Check an answer, show what was found, and raise where it is not right.

    While nbgrader grades, the inputs are fresh in every run; in a lesson they are always the
    same, so that a check run twice says the same twice.

    Parameters
    ----------
    name : str
        The exercise's name.
    answer : object
        The learner's function, class or values.

    Raises
    ------
    NotAttempted
        If there is no answer yet.
    CheckFailed
        If the answer is not right.
    """
    purpose = os.environ.get("NBGRADER_EXECUTION")
    verdict = assess(name, answer, secrets.randbits(32) if purpose == "autograde" else None)
    display.show(report.bundle(verdict))
    if verdict.passed:
        return
    failure = NotAttempted if verdict.outcome is Outcome.NOT_ATTEMPTED else CheckFailed
    points = f"{verdict.points:g} point{'s' * (verdict.points != 1)}"
    summary = f"{name}: {verdict.outcome}, 0 of {points}"
    # The Validate button shows the error alone, so there it tells the whole story.
    raise failure(report.text(verdict) if purpose == "validate" else summary)


def working_version(name: str, answer: Any) -> Any:
    """Return the answer where it passes its check, else the reference, and say which.

    Later cells call this, so that a wrong answer in one exercise spoils no other.

    Parameters
    ----------
    name : str
        The exercise's name.
    answer : object
        The learner's function, class or values.

    Returns
    -------
    object
        What later cells should use.
    """
    exercise = find(name)
    if assess(name, answer).passed:
        print(f"{name}: your own answer is used from here on.")
        return answer
    print(f"{name}: bplib's version is used until yours passes its check.")
    return exercise.right_answer()
