"""Recognising a mistake: which slips give the answer's own results."""

from collections.abc import Sequence

from bplib.course.checks.cases import Case
from bplib.course.checks.data import CallResult
from bplib.course.checks.exercise import Exercise
from bplib.course.checks.slips import Slip


def recognise(
    exercise: Exercise, cases: Sequence[Case], results: Sequence[CallResult]
) -> Slip | None:
    """Return the first slip that explains an answer's results, if there is one.

    Parameters
    ----------
    exercise : Exercise
        The exercise.
    cases : sequence of Case
        The inputs that the answer was called with.
    results : sequence of CallResult
        What came back.

    Returns
    -------
    Slip or None
        A slip that gives the same results in every case.
    """
    if len(results) != len(cases):
        return None
    mine = list(results)
    return next((one for one in exercise.slips if exercise.makes([one], cases, mine)), None)
