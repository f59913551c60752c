"""Numbers that nobody can list: which one explains an answer is found, and shown."""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from bplib.course.checks.exercise import Exercise
from bplib.course.checks.recognition.alike import array
from bplib.course.checks.recognition.arguments import at
from bplib.course.checks.recognition.trial import Trials
from bplib.course.checks.recognition.variants import Variants
from bplib.course.checks.slips import Anything, Slip, slipped

GRID = (*np.logspace(-16, 3, 20), -1.0, -0.1, 1.5, 2.5)


@dataclass
class OpenSlip:
    """A slip with a number that is not known."""

    exercise: Exercise
    slip: Slip
    id: str = field(init=False)
    name: str = field(init=False)
    question: str = field(init=False)

    def __post_init__(self) -> None:
        self.id = f"slip: {self.slip.name}"
        self.name = f"{self.slip.name} (about {{number}})"
        self.question = f"{self.slip.question} Yours is about {{number}}."

    def with_number(self, number: float) -> Any:
        """Return an answer that has this number there."""
        places = {
            place: number if isinstance(value, Anything) else value
            for place, value in self.slip.places.items()
        }
        return slipped(self.exercise.reference, replace(self.slip, places=places))


@dataclass
class OpenArgument:
    """An argument in whose place a number of the answer's own stands."""

    reference: Any
    place: int
    argument: str
    id: str = field(init=False)
    name: str = field(init=False)
    question: str = field(init=False)

    def __post_init__(self) -> None:
        self.id = f"argument: {self.argument} fixed"
        self.name = f"{self.argument} fixed at {{number}}"
        self.question = (
            f"Your answer is right for `{self.argument}` = {{number}} only. Do you use "
            f"`{self.argument}`?"
        )

    def with_number(self, number: float) -> Any:
        """Return an answer that has this number there."""
        return slipped(self.reference, Slip("", {"given": at(self.place, lambda _: number)}))


@dataclass
class OpenLine:
    """A number in the reference's source."""

    variants: Variants
    variant: Any
    id: str = field(init=False)
    name: str = field(init=False)
    question: str = field(init=False)

    def __post_init__(self) -> None:
        self.id = f"line: {self.variant.name}"
        self.name = self.variant.name
        self.question = self.variant.question

    def with_number(self, number: float) -> Any:
        """Return an answer that has this number there."""
        self.variants.switched([self.variant.number], number)
        return self.variants.answer


def solved(
    mistake: Any, trials: Trials, entry: tuple[str, tuple[int, ...]], k: int
) -> float | None:
    """Return the number for which a mistake gives the entry that was returned, if there is one."""
    name, index = entry
    found = array(trials.mine[k][name])
    assert found is not None
    goal = float(np.real(found[index]))

    def apart(number: float) -> float:
        theirs = array(trials.run(mistake.with_number(number), k).get(name))
        if theirs is None or len(index) != theirs.ndim:
            return np.nan
        try:
            return float(np.real(theirs[index])) - goal
        except IndexError:
            return np.nan

    grid = sorted(GRID)
    gaps = [apart(number) for number in grid]
    tolerance = max(trials.exercise.rtol, 1e-7) * max(abs(goal), 1e-300)
    if np.ptp([gap for gap in gaps if np.isfinite(gap)] or [0.0]) <= tolerance:
        return None
    for (low, a), (high, b) in zip(
        zip(grid[:-1], gaps[:-1], strict=True), zip(grid[1:], gaps[1:], strict=True), strict=True
    ):
        for number, gap in ((low, a), (high, b)):
            if abs(gap) <= tolerance and trials.alike(
                trials.run(mistake.with_number(number), k), k
            ):
                return number
        if np.isfinite(a) and np.isfinite(b) and a * b < 0:
            number = _ridders(apart, low, high, a, b)
            if trials.alike(trials.run(mistake.with_number(number), k), k):
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
