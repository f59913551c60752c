"""What an answer does beside giving values: it changes its arguments, or its arrays' type."""

from collections.abc import Sequence

from bplib.course.checks.recognition.mistake import Finding, own_mistake
from bplib.course.checks.recognition.trial import Trials
from bplib.course.checks.slips import Slip, is_open


def values_and_effects(trials: Trials, own: Sequence[Slip]) -> list[Finding]:
    """Return a slip that gives an answer's values, and one that does what it does beside them.

    Parameters
    ----------
    trials : Trials
        The answer's results.
    own : sequence of Slip
        The exercise's slips.

    Returns
    -------
    list of Finding
        Both slips, or none.
    """
    for one in own if _are_there(trials) else ():
        if trials.may_be(one) and trials.explains(trials.exercise.mistaken(one)):
            values = [own_mistake(one).found()]
            if effects := beside_values(trials, values):
                return values + effects
    return []


def beside_values(trials: Trials, found: Sequence[Finding]) -> list[Finding]:
    """Return the slip that explains what an answer does beside giving values.

    Parameters
    ----------
    trials : Trials
        The answer's results.
    found : sequence of Finding
        What explains its values.

    Returns
    -------
    list of Finding
        One slip, or none.
    """
    if not _are_there(trials):
        return []
    own = {f"slip: {one.name}": one for one in trials.exercise.slips if not is_open(one)}
    slips = [own[one.id] for one in found if one.id in own]
    known = bool(found) and len(slips) == len(found)
    if known and trials.made_by(*slips):
        return []
    for one in own.values():
        if one in slips or not _leaves_values(trials, one):
            continue
        apart = all(one.goes_with(other) for other in slips)
        if trials.made_by(*slips, one) if known and apart else _changes_all(trials, one):
            return [own_mistake(one).found()]
    return []


def changed_in_place(trials: Trials) -> list[Finding]:
    """Return that an answer changes what it is given, where the exercise forbids it.

    Parameters
    ----------
    trials : Trials
        The results of an answer whose values are right.

    Returns
    -------
    list of Finding
        One finding, or none.
    """
    if not (getattr(trials.exercise, "pure", False) and any(r["changed"] for r in trials.results)):
        return []
    question = "Who else still holds what your function has just written to?"
    return [Finding("relation: changed in place", "changed in place", question)]


def _are_there(trials: Trials) -> bool:
    """Whether an answer may do what its values do not show and the exercise forbids."""
    exercise = trials.exercise
    changed = getattr(exercise, "pure", False) and any(r["changed"] for r in trials.results)
    return changed or getattr(exercise, "double", False)


def _leaves_values(trials: Trials, one: Slip) -> bool:
    """Whether a slip gives the right values in the case that tells most."""
    theirs, right = trials.of_slip(one), trials.right[trials.first]
    return theirs.keys() == right.keys() and all(
        trials.same(right[name], theirs[name]) for name in right
    )


def _changes_all(trials: Trials, one: Slip) -> bool:
    """Whether a slip changes in every case what an answer changes, which is something."""
    theirs = trials.exercise.collect(trials.called, trials.exercise.mistaken(one))
    changed = [result["changed"] for result in trials.results]
    return any(changed) and all(
        {*mine} <= {*other["changed"]} for mine, other in zip(changed, theirs, strict=True)
    )
