"""Trainings: judged by what they reach, since no two end alike."""

from collections.abc import Callable, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Any, ClassVar

from bplib.course.checks.cases import Case
from bplib.course.checks.data import CallResult, Missing, Unknown, unpack
from bplib.course.checks.exercise import Exercise
from bplib.course.checks.showing import kind_of
from bplib.course.checks.slips import Slip
from bplib.course.checks.verdict import Outcome


@dataclass(frozen=True)
class Training(Exercise):
    """The result of a training, judged by a measurement; the reference is a function that trains.

    Attributes
    ----------
    measure : callable
        ``measure(value)`` gives a number, which must be at least `at_least`.
    at_least : float
        See `measure`.
    unit : str
        What `measure` measures, in words.
    tells : callable
        ``tells(value)`` gives the name of the slip that a value shows, or an empty text: no two
        trainings end alike, but many fall short in the same way.
    """

    _: KW_ONLY
    measure: Callable[[Any], float]
    at_least: float
    unit: str
    tells: Callable[[Any], str] | None = None

    kind: ClassVar[str] = "training"

    def right_answer(self) -> Any:
        """Train, and return the result."""
        return self.reference()

    def mistaken(self, *slips: Slip) -> Any:
        """Return a value that falls short as a slip says."""
        return super().mistaken(*slips)()

    def expected(self, cases: Sequence[Case]) -> list[Any]:
        """Return nothing for every case: no value is the right one."""
        return [None for _ in cases]

    def fault(
        self,
        result: CallResult,
        expected: Any,  # noqa: ARG002
    ) -> tuple[Outcome, dict[str, Any]] | None:
        """Return what is wrong with a result, or None."""
        value = unpack(result["value"])
        if isinstance(value, Missing):
            return Outcome.NOT_ATTEMPTED, {}
        try:
            reached = float(self.measure(value)) >= self.at_least
        except (ValueError, TypeError, KeyError, IndexError, AttributeError):
            return Outcome.WRONG_TYPE, {}
        return None if reached else (Outcome.WRONG, {})

    def measured(self, results: Sequence[CallResult]) -> dict[str, Any]:
        """Return what was measured and what is asked for."""
        value = unpack(results[0]["value"])
        if isinstance(value, Missing):
            return {}
        wanted = {
            "expected": f"at least {self.at_least:g} {self.unit}",
            "read_again": self.read_again,
        }
        try:
            return {**wanted, "got": f"{float(self.measure(value)):.4g} {self.unit}"}
        except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
            return {**wanted, "got": kind_of(value) if isinstance(value, Unknown) else str(error)}

    def makes(self, slips: Sequence[Slip], cases: Sequence[Case], mine: list[CallResult]) -> bool:  # noqa: ARG002
        """Whether a training falls short as one slip says."""
        if self.tells is None:
            return False
        value = unpack(mine[0]["value"])
        try:
            told = "" if self.fault(mine[0], None) is None else self.tells(value)
        except (ValueError, TypeError, KeyError, IndexError, AttributeError):
            return False
        return [told] == [one.name for one in slips]
