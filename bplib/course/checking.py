"""`check`, which a lesson calls on an answer, and what it is made of."""

import os
import re
import secrets
from dataclasses import replace
from typing import Any

from bplib.course import attempts, display
from bplib.course.borrowed import borrowed, course_lesson, made_by_bplib
from bplib.course.checks import calling, report
from bplib.course.checks.called import called
from bplib.course.checks.cases import Case
from bplib.course.checks.data import CallResult
from bplib.course.checks.judge import at_its_smallest, judge
from bplib.course.checks.verdict import Outcome, Verdict
from bplib.course.limit import TooLong, at_most
from bplib.course.names import spoken
from bplib.course.ran import asked
from bplib.course.registry import NOT_HERE, find, is_elsewhere
from bplib.course.remarks import RUN_ABOVE, remark
from bplib.course.workspace import progress

SECONDS = 10.0
HOW = 'check takes an exercise, in quotes, and its answer, as in check("double", double)'
_NOTHING = object()


class CheckFailed(Exception):
    """Raised when an answer is not right, so that the cell does not earn its points."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


class NotAttempted(CheckFailed):
    """Raised when there is no answer yet."""


class Stopped(Exception):
    """Raised when an answer did not come to an end, or was not left to.

    Attributes
    ----------
    outcome : str
        What happened, in a few words.
    said : list of (str, str, bool)
        What there is to say, as `report.rows` says it.
    """

    def __init__(self, outcome: str, said: list[tuple[str, str, bool]]) -> None:
        super().__init__(outcome)
        self.outcome = outcome
        self.said = said


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

    Raises
    ------
    Stopped
        If the answer took longer than `SECONDS` on all of its inputs, or was interrupted. What
        the judge needs is not counted.
    """
    return _assessed(name, answer, seed)[0]


def _assessed(
    name: str, answer: Any, seed: int | None
) -> tuple[Verdict, list[Case], list[CallResult]]:
    """Return what `assess` found, the inputs, and what the answer gave back for them."""
    exercise = find(name)
    seed = exercise.fixed_seed if seed is None else seed
    cases = exercise.inputs(seed)
    results: list[CallResult] = []
    try:
        with at_most(SECONDS):
            calling.collect(exercise.requests(cases), answer, results)
        return judge(exercise, cases, results, seed), cases, results
    except (TooLong, KeyboardInterrupt) as error:
        asked_for = cases[len(results)] if len(results) < len(cases) else None
        said = [
            ("Called as", exercise.called(asked_for) if asked_for else "", True),
            ("It was at", "\n".join(calling.describe(error)["lines"]), True),
        ]
        if isinstance(error, TooLong):
            outcome = f"stopped after {SECONDS:g} s"
            ask = "What must happen for this to end, and does every round come nearer to it?"
            said.append(("Ask yourself", ask, False))
        else:
            outcome = "interrupted"
            said.append(("Next", "Run this cell again.", False))
        raise Stopped(outcome, [row for row in said if row[1]]) from None


@progress.watched
def check(name: str, answer: Any = _NOTHING) -> None:
    """Check an answer, show what was found, and raise where it is not right.

    While nbgrader grades, the inputs are fresh in every run; in a lesson they are always the
    same, so that a check run twice says the same twice. Where another answer makes the same
    mistake, the card shows the smallest case in which it matters. An answer that is older than the
    cell it was written in is not judged.

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
        If the answer is not right, or could not be judged.
    """
    if answer is _NOTHING or not isinstance(name, str):
        raise CheckFailed(HOW)
    purpose = os.environ.get("NBGRADER_EXECUTION")
    if is_elsewhere(name):
        display.show(report.no_verdict(name, "not judged here", [("Noticed", NOT_HERE, False)]))
        raise CheckFailed(f"{name}: not judged here; {NOT_HERE}")
    points = find(name).points
    of = f"0 of {points:g} point{'s' * (points != 1)}"
    try:
        _refuse_an_older_answer(name)
        seed = secrets.randbits(32) if purpose == "autograde" else None
        verdict, cases, results = _assessed(name, answer, seed)
        verdict = spoken(verdict, find(name), cases[0], answer, _sources(name))
        if verdict.passed:
            _refuse_a_borrowed_answer(name, answer)
    except Stopped as stopped:
        card = report.no_verdict(name, stopped.outcome, stopped.said)
        failure, slips = CheckFailed, list[str]()
        outcome = ended = stopped.outcome
    else:
        if attempts.made_again(verdict, answer) and not purpose:
            verdict = _shown_again(verdict, cases, results)
        attempts.keep(verdict)
        hints = "" if purpose else f'hint("{name}")'
        card = report.bundle(verdict, hints)
        outcome, slips, ended = str(verdict.outcome), verdict.slips, verdict.ended
        failure = NotAttempted if verdict.outcome is Outcome.NOT_ATTEMPTED else CheckFailed
    display.show(card)
    progress.checked(name, outcome, slips)
    if outcome != Outcome.PASSED:
        # The Validate button shows the error alone, so there it tells the whole story.
        raise failure(card["text/plain"] if purpose == "validate" else f"{name}: {ended}, {of}")


def _sources(name: str) -> dict[str, str]:
    """Return by variable that is handed to a check the source of the cell that made it."""
    record = display.record()
    runs = {v: record.made_by(v) for v in asked(record.running(), name)} if record else {}
    return {variable: run.source for variable, run in runs.items() if run}


def _shown_again(verdict: Verdict, cases: list[Case], results: list[CallResult]) -> Verdict:
    """Return a verdict on a mistake that another answer made before: other help than the first."""
    if len(cases) == 1:
        return replace(verdict, again=f"{attempts.AGAIN} {attempts.SHARED}")
    again = replace(verdict, again=f"{attempts.AGAIN} {attempts.BY_HAND}")
    return at_its_smallest(again, find(verdict.exercise), cases, results)


def _refuse_a_borrowed_answer(name: str, answer: Any) -> None:
    """Raise `Stopped` where bplib does the exercise for an answer, as the grader would notice."""
    exercise, record = find(name), display.record()
    try:
        with at_most(SECONDS):
            calls = called(exercise.requests(exercise.inputs(exercise.fixed_seed)), answer)
    except TooLong:
        return
    lesson = course_lesson(name) if calls else None
    helped = borrowed(exercise, calls, lesson) if lesson else []
    if record:
        helped += made_by_bplib(exercise, record.sources(), asked(record.running(), name))
    if not helped:
        return
    used = ", ".join(f"bplib.{call}" for call in helped[:3])
    said = [
        ("Calls", used, True),
        (
            "Noticed",
            "Its values are right, and bplib computes them. A grader holds it back.",
            False,
        ),
        ("Ask yourself", "What happens inside of it, step by step?", False),
        ("Read again", f"“{exercise.read_again}”", False),
    ]
    raise Stopped("uses bplib's own", said)


def _refuse_an_older_answer(name: str) -> None:
    """Raise `Stopped` where an answer is older than the cell that it was written in."""
    record = display.record()
    for variable in asked(record.running(), name) if record else ():
        run = record.older(variable) if record else None
        if run is None:
            continue
        if run.error:
            outcome = f"the cell above {'stopped' if run.compiled else 'did not run'}"
            more = remark(run.error, run.text(), run.column)
            next_ = "Mend the cell, run it, then run this one."
            missing = re.match(r"NameError: name '(\w+)'", run.error)
            if missing and display.is_made_above(missing[1], run.cell):
                more = f"`{missing[1]}` is made in a cell above, which has not run."
                next_ = f"Run the cells above {RUN_ABOVE}, then this one."
            said = [
                ("Raised", f"{run.error}\n{run.where()}".strip(), True),
                (
                    "Noticed",
                    f"So `{variable}` is still its older version; it is not judged.",
                    False,
                ),
                *([("Mind", more, False)] if more else []),
                ("Next", next_, False),
            ]
        elif run.elsewhere:
            outcome = f"the cell above defines no {variable}"
            was = f"It begins with `{run.elsewhere}`, so that nothing of it stays in the notebook"
            said = [
                ("Noticed", f"{was}; `{variable}` is an older version, not judged.", False),
                ("Next", "Take that line away, run the cell, then run this one.", False),
            ]
        else:
            outcome = f"{variable} is gone from its cell"
            was = (
                f"The cell that defined `{variable}` was run again and does not define it any more"
            )
            said = [
                ("Noticed", f"{was}; what is in memory is its older version, not judged.", False),
                ("Ask yourself", f"Was `{variable}` renamed?", False),
            ]
        raise Stopped(outcome, said)


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
    if is_elsewhere(name):
        print(f"{name}: your own answer is used from here on.")
        return answer
    try:
        passed = assess(name, answer).passed
    except Stopped as stopped:
        print(f"{name}: your answer was {stopped.outcome}.")
        passed = False
    if passed:
        print(f"{name}: your own answer is used from here on.")
        return answer
    print(f"{name}: bplib's version is used until yours passes its check.")
    return find(name).right_answer()
