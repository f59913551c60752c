"""A cosine schedule with warm-up."""

from collections.abc import Callable

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip


def warmup_cosine(t: int, lr: float, warmup: int, steps: int, final: float) -> float:
    """Return the rate of step t: up a straight line, then down half a cosine."""
    if t < warmup:
        return lr * (t + 1) / warmup
    progress = min(1.0, (t - warmup) / (steps - warmup))
    return float(final + (lr - final) * (1 + np.cos(np.pi * progress)) / 2)


def _schedule_variant(kind: str) -> Callable[..., float]:
    """Return the schedule with one mistake."""

    def schedule(t: int, lr: float, warmup: int, steps: int, final: float) -> float:
        if t < warmup:
            return lr * (t if kind == "from zero" else t + 1) / warmup
        progress = (t - warmup) / (steps - warmup)
        if kind == "length":
            progress = (t - warmup) / steps
        elif kind == "clock":
            progress = t / steps
        if kind != "climbs again":
            progress = min(1.0, progress)
        share = (1 + np.cos(np.pi * progress)) / 2
        if kind == "half lost":
            share *= 2
        if kind == "floor forgotten":
            final = 0.0
        height = lr if kind == "floor on top" else lr - final
        return float(final + height * share)

    return schedule


def _schedule_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for note in ("first step", "end of the rise", "peak", "middle", "late", "end", "after the end",
                 "no warm-up"):  # fmt: skip
        warmup = int(rng.integers(5, 20)) if note != "no warm-up" else 0
        fall = int(rng.integers(40, 90))
        t = {
            "first step": 0,
            "end of the rise": warmup - 1,
            "peak": warmup,
            "middle": warmup + fall // 3,
            "late": warmup + (3 * fall) // 4,
            "end": warmup + fall,
            "after the end": warmup + fall + fall // 3,
            "no warm-up": int(rng.integers(5, 30)),
        }[note]
        lr = float(rng.uniform(0.05, 0.5))
        settings = {"lr": lr, "warmup": warmup, "steps": warmup + fall}
        cases.append(call_case(note, t=t, **settings, final=lr * float(rng.uniform(0.05, 0.2))))
    return cases


EXERCISE = Function(
    warmup_cosine,
    _schedule_cases,
    title="A cosine schedule with warm-up",
    points=3,
    difficulty=3,
    minutes=5,
    read_again="In NumPy: a schedule",
    slips=[
        slip("first step wasted", instead=_schedule_variant("from zero")).asks(
            "How far do the weights move at t = 0 with your schedule?"
        ),
        slip("cosine on the wrong clock", instead=_schedule_variant("clock")).asks(
            "Is your rate the same just before and just after the rise ends?"
        ),
        slip("fall too long", instead=_schedule_variant("length")).asks(
            "How many steps are left for the fall once the rise is over?"
        ),
        slip("half lost", instead=_schedule_variant("half lost")).asks(
            "Between which two values does 1 + cos run?"
        ),
        slip("final forgotten", instead=_schedule_variant("floor forgotten")).asks(
            "Which rate does your schedule end at?"
        ),
        slip("final on top", instead=_schedule_variant("floor on top")).asks(
            "What does your schedule give at its peak, and was that asked for?"
        ),
        slip("climbs again", instead=_schedule_variant("climbs again")).asks(
            "What does a cosine do after half a turn?"
        ),
    ],
)
