"""The exercises of every lesson, and `check`, which a lesson calls on an answer.

One module per lesson holds its exercises: reference answers, inputs and named mistakes stand
side by side.
"""

import functools
import importlib
import linecache
import os
import pkgutil
import secrets
import sys
from html import escape
from typing import Any

from bplib.checks import calling, report
from bplib.checks.exercise import Exercise
from bplib.checks.judge import Outcome, Verdict, judge

__all__ = [
    "CheckFailed",
    "NotAttempted",
    "assess",
    "check",
    "find",
    "lesson_exercises",
    "predicted",
    "working_version",
]


class CheckFailed(Exception):
    """Raised when an answer is not right, so that the cell does not earn its points."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


class NotAttempted(CheckFailed):
    """Raised when there is no answer yet."""


@functools.cache
def lesson_exercises() -> dict[str, tuple[Exercise, ...]]:
    """Return the exercises of every lesson, by the lesson's name (``"05_one_one_one"``)."""
    found = {}
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        lesson = importlib.import_module(f"{__name__}.{module.name}")
        found[module.name.removeprefix("lesson_")] = tuple(lesson.EXERCISES)
    return found


@functools.cache
def _by_name() -> dict[str, Exercise]:
    return {exercise.name: exercise for group in lesson_exercises().values() for exercise in group}


def find(name: str) -> Exercise:
    """Return the exercise of a name.

    Parameters
    ----------
    name : str
        The exercise's name, for example ``"double"``.

    Returns
    -------
    Exercise
        The exercise.

    Raises
    ------
    ValueError
        If there is none; the message names the nearest ones.
    """
    exercises = _by_name()
    if isinstance(name, str) and name in exercises:
        return exercises[name]
    import difflib

    near = difflib.get_close_matches(str(name), exercises, n=3, cutoff=0.3) or sorted(exercises)[:3]
    raise ValueError(f"no exercise is called {name!r}; the nearest names are {', '.join(near)}")


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
    _show(report.bundle(verdict))
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


def predicted(question: str, guess: Any, result: Any) -> None:
    """Show a guess beside the result that it was made for.

    Parameters
    ----------
    question : str
        What was to be predicted.
    guess : object
        The learner's guess; ``...`` where none was made.
    result : object
        What came out.
    """
    mine = "no guess yet: make one above, then run this cell again" if guess is ... else str(guess)
    lines = [("Question", question), ("Your guess", mine), ("Result", str(result))]
    cells = "".join(f"<div><b>{label}:</b> {escape(text)}</div>" for label, text in lines)
    style = (
        "border-left: 6px solid var(--jp-info-color1, #0277bd); padding: 6px 14px; "
        "font-family: var(--jp-content-font-family, sans-serif);"
    )
    plain = "\n".join(f"{label}: {text}" for label, text in lines)
    _show({"text/plain": plain, "text/html": f'<div style="{style}">{cells}</div>'})


def _show(bundle: dict[str, Any]) -> None:
    if _shell() is not None:
        from IPython.display import display

        display(bundle, raw=True)
    else:
        print(bundle["text/plain"])


def _shell() -> Any:
    """Return the running IPython shell, or None."""
    if "IPython" not in sys.modules:
        return None
    return sys.modules["IPython"].get_ipython()


def _say_what_is_missing(shell: Any, etype: type, error: BaseException, tb: Any, **_: Any) -> None:
    """Turn a check of a name that does not exist into one clear sentence."""
    name = getattr(error, "name", None)
    frame = tb
    while frame.tb_next is not None:
        frame = frame.tb_next
    code = frame.tb_frame.f_code
    line = linecache.getline(code.co_filename, frame.tb_lineno)
    if name and code.co_name == "<module>" and line.startswith("check("):
        sentence = f"{name!r} is not defined yet: run the cell that defines it, then this one again"
        shell._showtraceback(etype, NameError(sentence), [sentence])
    else:
        shell.showtraceback((etype, error, tb))


def _install() -> None:
    shell = _shell()
    if shell is not None:
        shell.set_custom_exc((NameError,), _say_what_is_missing)


_install()
