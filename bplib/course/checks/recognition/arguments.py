"""What may be done to the arguments of a function before it begins."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from bplib.course.checks.exercise import Exercise
from bplib.course.checks.recognition.alike import fresh
from bplib.course.checks.recognition.mistake import Mistake
from bplib.course.checks.recognition.trial import Trials
from bplib.course.checks.slips import Slip


def given_mistakes(exercise: Exercise, trials: Trials) -> Iterator[Mistake]:
    """Yield what may be done to the arguments of a function before it begins."""
    if exercise.kind != "function":
        return
    arguments = trials.inputs(trials.first)["arguments"]
    names = list(arguments)
    yield from _samples(arguments)
    for i, (name, value) in enumerate(arguments.items()):
        for what, question, change in _ARGUMENTS:
            if change(fresh(value)) is None:
                continue
            given = at(i, change)
            one = Slip(f"{name} {what}", {"given": given}, question.replace("{name}", name))
            yield Mistake(f"argument: {one.name}", one.name, one.question, 2, slips=(one,))
    for i, j in combinations(range(len(names)), 2):
        a, b = arguments[names[i]], arguments[names[j]]
        if type(a) is type(b):
            question = f"Which of `{names[i]}` and `{names[j]}` is which?"
            one = Slip(f"{names[i]} and {names[j]} exchanged", {"given": _swapped(i, j)}, question)
            yield Mistake(f"argument: {one.name}", one.name, one.question, 1, slips=(one,))


def _samples(arguments: dict[str, Any]) -> Iterator[Mistake]:
    """Yield what happens where some samples are left out of all arrays that have one row each."""
    if _rows(list(arguments.values())) < 2:
        return
    for name, piece in (
        ("first sample left out", slice(1, None)),
        ("last sample left out", slice(None, -1)),
        ("first sample only", slice(None, 1)),
        ("last sample only", slice(-1, None)),
    ):

        def given(*values: Any, piece: slice = piece) -> list[Any]:
            N = _rows(values)
            return [
                v[piece] if isinstance(v, np.ndarray) and v.ndim and len(v) == N else v
                for v in values
            ]

        question = "Which samples take part: all, or is one left out?"
        yield Mistake(
            f"samples: {name}", name, question, 1, slips=(Slip(name, {"given": given}, question),)
        )


def _rows(values: Sequence[Any]) -> int:
    """Return the number of rows that several arrays share; 0 where none do."""
    lengths = [len(v) for v in values if isinstance(v, np.ndarray) and v.ndim]
    shared = [n for n in lengths if lengths.count(n) > 1]
    return max(shared, key=shared.count, default=0)


def at(place: int, change: Any) -> Any:
    """Return a change of all arguments that changes the one at a place."""

    def given(*arguments: Any) -> tuple[Any, ...]:
        return (*arguments[:place], change(arguments[place]), *arguments[place + 1 :])

    return given


def _swapped(i: int, j: int) -> Any:
    def given(*arguments: Any) -> list[Any]:
        new = list(arguments)
        new[i], new[j] = new[j], new[i]
        return new

    return given


def _array_only(change: Any) -> Any:
    def changed(value: Any) -> Any:
        return change(value) if isinstance(value, np.ndarray) and value.ndim else None

    return changed


def _numbers_only(change: Any) -> Any:
    def changed(value: Any) -> Any:
        found = isinstance(value, np.ndarray | float | int) and not isinstance(value, bool)
        return change(value) if found else None

    return changed


_ARGUMENTS: tuple[tuple[str, str, Any], ...] = (
    (
        "transposed",
        "Which axis of `{name}` stands for what?",
        lambda v: v.T if isinstance(v, np.ndarray) and v.ndim == 2 else None,
    ),
    (
        "ignored",
        "Does your result depend on `{name}` as the rule says it does?",
        _numbers_only(lambda v: np.zeros_like(v) if isinstance(v, np.ndarray) else type(v)(0)),
    ),
    (
        "taken as 1",
        "Does your result depend on `{name}` as the rule says it does?",
        _numbers_only(lambda v: np.ones_like(v) if isinstance(v, np.ndarray) else type(v)(1)),
    ),
    (
        "with its sign turned",
        "Which sign has `{name}` in the rule?",
        _numbers_only(lambda v: -v if not isinstance(v, np.ndarray) or v.dtype != bool else v),
    ),
    ("squared", "How often does `{name}` stand in the rule?", _numbers_only(lambda v: v**2)),
    ("without sign", "What becomes of a negative `{name}`?", _numbers_only(np.abs)),
    (
        "without its first entry",
        "Which entries of `{name}` do you use: is one left out?",
        _array_only(lambda v: v[1:]),
    ),
    (
        "without its last entry",
        "Which entries of `{name}` do you use: is one left out?",
        _array_only(lambda v: v[:-1]),
    ),
    (
        "backwards",
        "In which order do you go through `{name}`?",
        lambda v: (
            v[::-1] if isinstance(v, list) or (isinstance(v, np.ndarray) and v.ndim) else None
        ),
    ),
    (
        "one more",
        "Is `{name}` counted from 0 or from 1, and is its last one in or out?",
        lambda v: v + 1 if type(v) is int else None,
    ),
    (
        "one less",
        "Is `{name}` counted from 0 or from 1, and is its last one in or out?",
        lambda v: v - 1 if type(v) is int else None,
    ),
    (
        "its mean",
        "Do you take `{name}` entry by entry, or its mean?",
        _array_only(lambda v: np.full_like(v, v.mean()) if v.dtype.kind == "f" else None),
    ),
    (
        "its signs",
        "Of `{name}`, do you use the numbers or only their signs?",
        _array_only(lambda v: np.sign(v) if v.dtype.kind == "f" else None),
    ),
)
