"""Numbers that nobody can list: which one explains an answer is found, and shown."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from bplib.course.checks.exercise import Exercise
from bplib.course.checks.recognition.alike import Parts, array
from bplib.course.checks.recognition.arguments import at
from bplib.course.checks.recognition.trial import Trials
from bplib.course.checks.recognition.variants import Variant, Variants
from bplib.course.checks.slips import Anything, Slip, is_open, slipped

GRID = (*np.logspace(-16, 3, 20), -1.0, -0.1, 1.5, 2.5)


@dataclass(frozen=True)
class Open:
    """A mistake with a number that is not known; `{number}` stands for it in the texts.

    Attributes
    ----------
    id, name, question : str
        As those of a `Mistake`.
    with_number : callable
        Returns an answer that has a number there.
    listed : bool
        Whether it is a slip of the exercise.
    place : int
        Which of several of one name it is.
    """

    id: str
    name: str
    question: str
    with_number: Callable[[float], Any]
    listed: bool = False
    place: int = 0


def open_slip(exercise: Exercise, one: Slip) -> Open:
    """Return a slip with a number that is not known."""

    def with_number(number: float) -> Any:
        places = {
            place: number if isinstance(value, Anything) else value
            for place, value in one.places.items()
        }
        return slipped(exercise.reference, replace(one, places=places))

    name, question = f"{one.name} (about {{number}})", f"{one.question} Yours is about {{number}}."
    return Open(f"slip: {one.name}", name, question, with_number, listed=True)


def open_argument(reference: Any, place: int, argument: str) -> Open:
    """Return an argument in whose place a number of the answer's own stands."""
    question = f"Your answer is right for `{argument}` = {{number}} only. Do you use `{argument}`?"
    return Open(
        f"argument: {argument} fixed",
        f"{argument} fixed at {{number}}",
        question,
        lambda number: slipped(reference, Slip("", {"given": at(place, lambda _: number)})),
    )


def open_line(variants: Variants, variant: Variant) -> Open:
    """Return a number in the reference's source."""

    def with_number(number: float) -> Any:
        variants.switched([variant.number], number)
        return variants.answer

    shown = f"line: {variant.name}", variant.name, variant.question
    return Open(*shown, with_number, place=variant.number)


def open_mistakes(trials: Trials, variants: Variants | None) -> Iterator[Open]:
    """Yield what may hold a number that nobody lists: slips, arguments, numbers in the source."""
    exercise = trials.exercise
    for one in exercise.slips:
        if is_open(one):
            yield open_slip(exercise, one)
    if exercise.kind == "function":
        for place, (name, value) in enumerate(trials.inputs(trials.first)["arguments"].items()):
            if isinstance(value, int | float) and not isinstance(value, bool):
                yield open_argument(exercise.reference, place, name)
    if variants:
        for unknown in variants.unknown:
            yield open_line(variants, unknown)


def solved(
    mistake: Open, trials: Trials, entry: tuple[str, tuple[int, ...]], k: int
) -> float | None:
    """Return the number for which a mistake gives the entry that was returned, if there is one."""
    name, index = entry
    found = array(trials.mine[k][name])
    assert found is not None
    goal = float(np.real(found[index]))

    def given(number: float) -> Parts:
        return trials.run(mistake.with_number(number), k)

    def given_once(number: float) -> Parts:
        key = (mistake.id, mistake.place, number)
        found: Parts = trials.once(k, key, lambda: given(number))
        return found

    def apart(number: float, given: Callable[[float], Parts] = given) -> float:
        theirs = array(given(number).get(name))
        if theirs is None or len(index) != theirs.ndim:
            return np.nan
        try:
            return float(np.real(theirs[index])) - goal
        except IndexError:
            return np.nan

    grid = sorted(GRID)
    gaps = [apart(number, given_once) for number in grid]
    tolerance = max(trials.exercise.rtol, 1e-7) * max(abs(goal), 1e-300)
    if np.ptp([gap for gap in gaps if np.isfinite(gap)] or [0.0]) <= tolerance:
        return None
    for (low, a), (high, b) in zip(
        zip(grid[:-1], gaps[:-1], strict=True), zip(grid[1:], gaps[1:], strict=True), strict=True
    ):
        for number, gap in ((low, a), (high, b)):
            if abs(gap) <= tolerance and trials.alike(given(number), k):
                return number
        if np.isfinite(a) and np.isfinite(b) and a * b < 0:
            number = _ridders(apart, low, high, a, b)
            if trials.alike(given(number), k):
                return number
    return None


def _ridders(apart: Any, low: float, high: float, a: float, b: float) -> float:
    """Return a zero between two numbers, by Ridders' method."""
    for _ in range(40):
        middle = 0.5 * (low + high)
        c = apart(middle)
        root = np.sqrt(c * c - a * b)
        if root == 0:
            return middle
        new = middle + (middle - low) * np.sign(a - b) * c / root
        d = apart(new)
        if d == 0 or abs(high - low) <= 1e-14 * max(abs(high), 1e-300):
            return float(new)
        if c * d < 0:
            low, high, a, b = (middle, new, c, d) if middle < new else (new, middle, d, c)
        elif a * d < 0:
            high, b = new, d
        else:
            low, a = new, d
    return float(new)
