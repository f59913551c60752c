"""What an exercise is: its reference answer, its inputs, how answers are compared, its mistakes."""

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from bplib.checks.data import pack

KINDS = ("function", "steps", "class", "numbers", "expressions", "training")


@dataclass(frozen=True)
class Mistake:
    """A plausible wrong answer, and the question that its author should read.

    Attributes
    ----------
    name : str
        A few words, unique in its exercise, e.g. ``"mean for sum"``.
    question : str
        One pointed question; never the fix.
    wrong : object
        The wrong answer: of the same kind as the reference. For named numbers and expressions
        it may give only the names that the mistake changes.
    """

    name: str
    question: str
    wrong: Any


@dataclass(frozen=True)
class Case:
    """Inputs of one call, as plain data.

    Attributes
    ----------
    inputs : dict
        For a function ``{"arguments": {name: value}}``; see `call_case`, `steps_case` and
        `class_case`.
    note : str
        What is special about the case, shown when it is the one that differs.
    """

    inputs: dict[str, Any]
    note: str = ""


def call_case(note: str = "", /, **arguments: Any) -> Case:
    """Return the case of one call of a function, with its arguments in order."""
    return Case({"arguments": arguments}, note)


def steps_case(
    start: Mapping[str, Any],
    inputs: Sequence[Mapping[str, Any]],
    constants: Mapping[str, Any] | None = None,
    note: str = "",
) -> Case:
    """Return the case of a step function that is called again and again.

    It is called as ``answer(*state, *inputs of the step, *constants)`` and returns the next
    state: one value where `start` holds one, else a tuple in the order of `start`.

    Parameters
    ----------
    start : mapping
        The state before the first step, by name.
    inputs : sequence of mapping
        What each step gets besides, by name.
    constants : mapping, optional
        What every step gets last, by name.
    note : str
        What is special about the case.

    Returns
    -------
    Case
        The case.
    """
    data = {"start": dict(start), "inputs": [dict(i) for i in inputs]}
    return Case({**data, "constants": dict(constants or {})}, note)


def class_case(
    init: Mapping[str, Any], calls: Sequence[tuple[str, Mapping[str, Any]]], note: str = ""
) -> Case:
    """Return the case of a class: one object is made, then its methods are called in order.

    Parameters
    ----------
    init : mapping
        The arguments of ``__init__``, in order.
    calls : sequence of (str, mapping)
        A method's name and its arguments in order. ``("get", {"attribute": name})`` reads an
        attribute instead.
    note : str
        What is special about the case.

    Returns
    -------
    Case
        The case.
    """
    return Case({"init": dict(init), "calls": [[name, dict(args)] for name, args in calls]}, note)


@dataclass(frozen=True)
class Exercise:
    """One exercise of a lesson.

    Attributes
    ----------
    name : str
        Its name for ever: the first argument of `check`, the check cell's id and its grade id.
    title : str
        What the learner is asked for, in a few words.
    kind : str
        ``"function"`` (called once a case), ``"steps"`` (a function whose state is handed back
        to it), ``"class"`` (made, then its methods called), ``"numbers"`` (named numbers, judged
        to `digits` significant digits), ``"expressions"`` (SymPy expressions by name, any
        equivalent form), ``"training"`` (results judged by `measure`).
    reference : object
        A right answer. For numbers a dict; for expressions and training a function that returns
        the answer, so that SymPy and training wait until they are needed.
    cases : callable
        ``cases(rng)`` returns the inputs of several calls; unused for numbers and training.
    mistakes : tuple of Mistake
        The named mistakes.
    points, difficulty, minutes : int
        Points when graded, difficulty from 1 to 5, minutes it should take.
    read_again : str
        The heading to read again when the answer is wrong.
    rtol : float
        Relative tolerance in double precision, against the largest entry of an array.
    digits : int
        Significant digits asked of named numbers.
    pure : bool
        Whether an answer that changes its inputs in place is wrong rather than only told so.
    symbols : mapping of str to (float, float)
        For expressions: the range in which each symbol is tried.
    measure : callable or None
        For training: ``measure(value)`` gives a number, which must be at least `at_least`.
    at_least : float
        See `measure`.
    unit : str
        What `measure` measures, in words.
    """

    name: str
    title: str
    kind: str
    reference: Any
    points: int
    difficulty: int
    minutes: int
    read_again: str
    cases: Callable[[np.random.Generator], list[Case]] | None = None
    mistakes: tuple[Mistake, ...] = ()
    rtol: float = 1e-7
    digits: int = 4
    pure: bool = False
    symbols: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    measure: Callable[[Any], float] | None = None
    at_least: float = 0.0
    unit: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"exercise {self.name}: kind {self.kind!r} is not one of {KINDS}")
        if self.kind in ("function", "steps", "class") and self.cases is None:
            raise ValueError(f"exercise {self.name}: a {self.kind} exercise needs cases")
        if self.kind == "training" and self.measure is None:
            raise ValueError(f"exercise {self.name}: a training exercise needs a measure")

    @property
    def heading(self) -> str:
        """What a lesson prints above the exercise: title, difficulty, minutes and points."""
        minutes = f"{self.minutes} minute{'s' * (self.minutes != 1)}"
        points = f"{self.points} point{'s' * (self.points != 1)}"
        return (
            f"### Exercise: {self.title}\n\n"
            f"*Difficulty {self.difficulty} of 5 · {minutes} · {points}*"
        )

    def right_answer(self) -> Any:
        """Return the reference answer as a learner would hand it to `check`."""
        return self.reference() if self.kind in ("expressions", "training") else self.reference

    @property
    def fixed_seed(self) -> int:
        """The seed of the inputs that a lesson's visible check uses."""
        return zlib.crc32(self.name.encode())

    def inputs(self, seed: int) -> list[Case]:
        """Return the cases drawn from a seed."""
        return self.cases(np.random.default_rng(seed)) if self.cases else [Case({})]

    def requests(self, cases: Sequence[Case]) -> dict[str, Any]:
        """Return what `calling.collect` needs to call an answer, as plain data."""
        kind = self.kind if self.kind in ("function", "steps", "class") else "value"
        return {"kind": kind, "cases": [pack(case.inputs) for case in cases]}
