"""What an exercise is: a reference with places, its slips, and how answers are compared.

`Exercise` is what all kinds share; `kinds` has one class for each kind of answer.
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from typing import Any, ClassVar

import numpy as np

from bplib.course.checks.calling import collect
from bplib.course.checks.cases import Case
from bplib.course.checks.compare import compare
from bplib.course.checks.data import CallResult, Request, pack, unpack
from bplib.course.checks.showing import Difference, show
from bplib.course.checks.slips import Slip, slipped
from bplib.course.checks.verdict import Outcome

MINUTES = {1: 2, 2: 4, 3: 7, 4: 11, 5: 15}  # by difficulty


@dataclass(frozen=True)
class Exercise:
    """One exercise of a lesson.

    Attributes
    ----------
    reference : function or class
        A right answer. Its keyword-only parameters, or its attributes, are the places of slips.
    title : str
        What the learner is asked for, in a few words.
    points, difficulty : int
        Points when graded, and difficulty from 1 to 5, from which its minutes follow.
    read_again : str
        The heading to read again when the answer is wrong.
    core : bool
        Whether later core exercises build on it: who does the core alone can follow the course.
    slips : sequence of Slip
        The named mistakes.
    name : str
        Its name for ever: the first argument of `check`, the check cell's id and its grade id, and
        the name of its file. The reference's own name where not given.
    accuracy : float
        Relative accuracy that is asked for, against the largest entry of an array. What was
        computed in single precision has it, whatever type it has in the end.
    rtol : float
        Relative tolerance within which two answers are the same, in double precision.
    returns : sequence of str
        What the statement calls the values that a function returns several of.
    met : mapping of str to str
        What a hint calls the reference's own quantities that it shows on the way, where the
        lesson does not use their names.
    done_by : sequence of str
        Functions, classes and modules below `bplib` that do the exercise, although its lesson
        imports them for something else: ``"network.Network"``.
    may_call : sequence of str
        Functions below `bplib` that do a part of it which an earlier lesson taught.

    Raises
    ------
    TypeError
        If a slip fills a place that the reference does not have.
    ValueError
        If two slips have one name.
    """

    reference: Any
    _: KW_ONLY
    title: str
    points: int
    difficulty: int
    read_again: str
    slips: Sequence[Slip] = ()
    core: bool = False
    name: str = ""
    accuracy: float = 1e-5
    rtol: float = 1e-7
    returns: Sequence[str] = ()
    met: Mapping[str, str] = field(default_factory=dict)
    done_by: Sequence[str] = ()
    may_call: Sequence[str] = ()

    kind: ClassVar[str] = ""
    """The kind of answer in a word, as tables name it."""
    counted: ClassVar[str] = "case"
    """What a verdict counts."""
    wanted: ClassVar[str] = "a function"
    """What an answer must be where it cannot be called."""
    missing: ClassVar[Outcome] = Outcome.WRONG_TYPE
    """The outcome where a value is not there."""

    def __post_init__(self) -> None:
        if not self.name:
            object.__setattr__(self, "name", self.reference.__name__)
        names = [one.name for one in self.slips]
        if len(set(names)) < len(names):
            raise ValueError(f"exercise {self.name}: two slips have one name in {names}")
        for one in self.slips:
            slipped(self.reference, one)

    @property
    def minutes(self) -> int:
        """How long it should take, as a lesson says and as all sums of minutes count it."""
        return MINUTES[self.difficulty]

    @property
    def heading(self) -> str:
        """What a lesson prints above the exercise: title, difficulty, minutes and points."""
        difficulty = f"{'Core · ' * self.core}Difficulty {self.difficulty} of 5"
        points = f"{self.points} point{'s' * (self.points != 1)}"
        return f"### Exercise: {self.title}\n\n*{difficulty} · {self.minutes} minutes · {points}*"

    @property
    def fixed_seed(self) -> int:
        """The seed of the inputs that a lesson's visible check uses."""
        return zlib.crc32(self.name.encode())

    def right_answer(self) -> Any:
        """Return the reference answer as a learner would hand it to `check`."""
        return self.reference

    def mistaken(self, *slips: Slip) -> Any:
        """Return an answer that makes slips and is right in everything else."""
        return slipped(self.reference, *slips)

    def blanks(self) -> list[Any]:
        """Return what an answer is before anybody has written one."""
        return [...]

    def inputs(self, seed: int) -> list[Case]:  # noqa: ARG002, some kinds draw nothing
        """Return the cases drawn from a seed."""
        return [Case({})]

    def requests(self, cases: Sequence[Case]) -> Request:
        """Return what `calling.collect` needs to call an answer, as plain data."""
        return {"kind": "value", "cases": [pack(case.inputs) for case in cases]}

    def collect(self, cases: Sequence[Case], answer: Any) -> list[CallResult]:
        """Call one of the exercise's own answers, whatever NumPy has been told to warn of."""
        with np.errstate(all="ignore"):
            return collect(self.requests(cases), answer)

    def expected(self, cases: Sequence[Case]) -> list[Any]:
        """Return the right value of every case."""
        results = self.collect(cases, self.right_answer())
        for result in results:
            if result["outcome"] != "returned":
                raise RuntimeError(f"the reference of {self.name} failed: {result['error']}")
        return [unpack(result["value"]) for result in results]

    def count(self, expected: Sequence[Any]) -> int:
        """Return how many inputs, or values, a verdict is about."""
        return len(expected)

    def differs(self, got: Any, expected: Any) -> Difference | None:
        """Return the first difference between two unpacked values, or None."""
        return compare(got, expected, max(self.accuracy, self.rtol))

    def fault(self, result: CallResult, expected: Any) -> tuple[Outcome, dict[str, Any]] | None:
        """Return what is wrong with one result, or None: an outcome, and a verdict's details.

        Where arrays differ the details hold their `Entries`, which the judge makes lines of.
        """
        if result["outcome"] == "not attempted":
            return Outcome.NOT_ATTEMPTED, {}
        if result["error"]:
            error = result["error"]
            return Outcome.EXCEPTION, {
                "error": [f"{error['type']}: {error['message']}", *error["lines"]]
            }
        got = unpack(result["value"])
        if result["outcome"] == "not callable":
            return Outcome.WRONG_TYPE, {"got": show(got), "expected": self.wanted}
        difference = self.differs(got, expected)
        if difference is None:
            return None
        where = {
            "place": difference.place,
            "got": difference.got,
            "expected": difference.expected,
            "entries": difference.entries,
        }
        if difference.kind == "missing":
            return self.missing, where
        return Outcome.WRONG if difference.kind == "value" else Outcome.WRONG_TYPE, where

    def makes(self, slips: Sequence[Slip], cases: Sequence[Case], mine: list[CallResult]) -> bool:
        """Whether an answer's results, one a case, are what these slips give."""
        raise NotImplementedError

    def has_more(self, slips: Sequence[Slip], mine: list[CallResult]) -> bool:  # noqa: ARG002
        """Whether an answer that makes these slips is wrong in something else, too."""
        return False

    def measured(self, results: Sequence[CallResult]) -> dict[str, Any]:  # noqa: ARG002
        """Return what a verdict tells of right and wrong answers alike."""
        return {}

    def named(self, place: str) -> str:
        """Return a place in what was returned by the name that a learner knows."""
        return place

    def called(self, case: Case) -> str:  # noqa: ARG002
        """Return a call in words; nothing where an answer is not called."""
        return ""
