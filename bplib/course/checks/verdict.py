"""What a check found: the outcome, and all that a learner is told."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """How a check can end."""

    PASSED = "passed"
    WRONG = "wrong values"
    WRONG_TYPE = "wrong type or shape"
    EXCEPTION = "exception"
    NOT_ATTEMPTED = "not attempted"


@dataclass(frozen=True)
class Verdict:
    """What a check found.

    Attributes
    ----------
    exercise, title : str
        The exercise's name and title.
    outcome : Outcome
        How it ended.
    points : float
        What the exercise is worth.
    cases : int
        How many inputs were tried; for named values, how many values.
    counted : str
        What `cases` counts: ``"case"`` or ``"value"``.
    seed : int
        The seed that the inputs were drawn from.
    right_for : str
        For how many cases the answer is right, where it is for some.
    filled : str
        How many values are filled in, where others are blank, and how many of these are right,
        unless one of them can be found by trying.
    blank : list of str
        The names of the values that are still blank, where others are filled in.
    called, place, got, expected : str
        The call that went wrong, the first place that differs, both values.
    diff : list of str
        Where arrays differ, in how many entries, and the lines of yours beside the expected ones.
    mistake, question : str
        The named mistake and its question, where one matches.
    noticed : list of str
        What can be seen in the answer's code, whatever it gives.
    slips : list of str
        The ids of the mistakes, the same for ever.
    again : str
        What is said of a mistake that another answer made before.
    read_again : str
        The heading to read again.
    error : list of str
        The exception and the learner's own lines of its traceback.
    printed : str
        What the answer printed in the call that is shown, the first one where all are right.
    warnings : list of str
        What it warned of.
    changed : list of str
        The inputs that it changed in place.
    """

    exercise: str
    title: str
    outcome: Outcome
    points: float
    cases: int
    counted: str
    seed: int
    right_for: str = ""
    filled: str = ""
    blank: list[str] = field(default_factory=list)
    called: str = ""
    place: str = ""
    got: str = ""
    expected: str = ""
    mistake: str = ""
    question: str = ""
    noticed: list[str] = field(default_factory=list)
    slips: list[str] = field(default_factory=list)
    again: str = ""
    read_again: str = ""
    error: list[str] = field(default_factory=list)
    printed: str = ""
    warnings: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    diff: list[str] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """Whether the points are earned."""
        return self.outcome is Outcome.PASSED

    @property
    def ended(self) -> str:
        """How it ended, in words: of an answer that is begun, how far it has come."""
        begun = self.outcome is Outcome.NOT_ATTEMPTED and self.filled
        return self.filled if begun else str(self.outcome)

    def data(self) -> dict[str, Any]:
        """Return the verdict as JSON data."""
        return {key: value for key, value in asdict(self).items() if value not in ("", [])}
