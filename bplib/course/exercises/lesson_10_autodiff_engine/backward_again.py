"""Repair the second call."""

from collections.abc import Sequence

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_10_autodiff_engine.shared import _signed

Records = Sequence[Sequence[tuple[int, float]]]


def _this_pass(records: Records, start: Sequence[float], seed: float = 1.0) -> list[float]:
    found = list(start)
    found[-1] += seed
    for k in reversed(range(len(records))):
        for place, slope in records[k]:
            found[place] += slope * found[k]
    return found


def backward_again(records: Records, grad: Sequence[float]) -> list[float]:
    """Return what each ``.grad`` holds after one more backward pass."""
    fresh = _this_pass(records, [0.0] * len(records))
    return [old + new for old, new in zip(grad, fresh, strict=True)]


def _again_broken(records: Records, grad: list[float]) -> list[float]:
    grad[-1] = 1.0
    for k in reversed(range(len(records))):
        for place, slope in records[k]:
            grad[place] += slope * grad[k]
    return grad


def _again_seed_kept(records: Records, grad: Sequence[float]) -> list[float]:
    return [*backward_again(records, grad)[:-1], 1.0]


def _again_leaves_only(records: Records, grad: Sequence[float]) -> list[float]:
    both = backward_again(records, grad)
    return [old if record else new for record, old, new in zip(records, grad, both, strict=True)]


def _again_overwrites(records: Records, grad: Sequence[float]) -> list[float]:
    fresh = [0.0] * len(records)
    fresh[-1] = 1.0
    for k in reversed(range(len(records))):
        for place, slope in records[k]:
            fresh[place] = slope * fresh[k]
    return [old + new for old, new in zip(grad, fresh, strict=True)]


def _again_in_place(records: Records, grad: list[float]) -> list[float]:
    grad[:] = backward_again(records, grad)
    return grad


def _again_cases(rng: np.random.Generator) -> list[Case]:
    skeletons = (
        ("every record is used once", ((), (), (0, 1), (2,))),
        ("a result is used twice", ((), (0,), (1, 0), (1, 2))),
        ("", ((), (), (0, 1), (2, 2), (3, 1), (4, 2))),
        ("", ((), (), (), (0, 1), (2, 3), (3, 4), (5, 4))),
    )
    cases = []
    for note, skeleton in skeletons:
        records = [[(k, float(_signed(rng))) for k in inputs] for inputs in skeleton]
        cases.append(
            call_case(note, records=records, grad=[float(v) for v in _signed(rng, len(skeleton))])
        )
    return cases


EXERCISE = Function(
    backward_again,
    _again_cases,
    title="Repair the second call",
    points=4,
    difficulty=3,
    minutes=6,
    read_again="Again: gradients accumulate",
    pure=True,
    slips=[
        slip("the broken program itself", instead=_again_broken).asks(
            "What do the results in the middle hold when the second call begins, and who hears it?"
        ),
        slip(
            "old gradients passed on", instead=lambda records, grad: _this_pass(records, grad)
        ).asks("Does a record pass on what this call brought it, or that and all of the past?"),
        slip(
            "old gradients forgotten",
            instead=lambda records, grad: _this_pass(records, [0.0] * len(records)),
        ).asks("What was in `.grad` before the call, and where is it now?"),
        slip("the output's gradient not added", instead=_again_seed_kept).asks(
            "Which entry of your result does not know that there was an earlier call?"
        ),
        slip("leaves only", instead=_again_leaves_only).asks(
            "Records with inputs have a `.grad` as well. Did yours change?"
        ),
        slip("overwrites within the pass", instead=_again_overwrites).asks(
            "If a record is used twice, what becomes of the first report?"
        ),
        slip("changes the caller's list", instead=_again_in_place).asks(
            "Your numbers are right. Whose list holds them now?"
        ),
    ],
)
