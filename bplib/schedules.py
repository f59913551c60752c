"""Learning-rate schedules: how the step size changes while training.

Each function returns a schedule, a function of the step number t = 0, 1, 2, ... that gives the
learning rate of that step. An optimizer takes a schedule wherever it takes a number.

Where other libraries (PyTorch 2.13, optax 0.2.8, Keras 3.15) count otherwise:

    cosine         lr at t = 0, final from t = steps on; so in optax and Keras, with alpha =
                   final / lr; PyTorch's CosineAnnealingLR rises again after t = steps
    warmup_cosine  lr / warmup at t = 0 and lr at t = warmup - 1 and warmup; optax and Keras begin
                   with 0 and reach lr at t = warmup alone; decay_steps holds the warm-up in optax,
                   not in Keras
"""

import math
from collections.abc import Callable

from bplib._support.arguments import number, whole

__all__ = ["Schedule", "constant", "cosine", "exponential", "step_decay", "warmup_cosine"]

Schedule = Callable[[int], float]


def constant(lr: float) -> Schedule:
    """Keep the same rate at every step: lr(t) = lr.

    Parameters
    ----------
    lr : float, >= 0

    Returns
    -------
    Schedule

    Raises
    ------
    ValueError
        When lr is negative or not finite; when the schedule is called with t < 0.
    """
    lr = _rate("lr", lr)

    def schedule(t: int) -> float:
        _step(t)
        return lr

    return schedule


def step_decay(lr: float, every: int, factor: float = 0.5) -> Schedule:
    """Multiply the rate by `factor` once every `every` steps: lr(t) = lr factor^floor(t / every).

    Parameters
    ----------
    lr : float, >= 0
    every : int, >= 1
    factor : float, 0 < factor <= 1

    Returns
    -------
    Schedule

    Raises
    ------
    ValueError
        When an argument is outside its range; when the schedule is called with t < 0.
    """
    lr, every, factor = _rate("lr", lr), whole(every, "every"), _factor(factor)
    return lambda t: lr * factor ** (_step(t) // every)


def exponential(lr: float, factor: float) -> Schedule:
    """Multiply the rate by `factor` at every step: lr(t) = lr factor^t.

    Parameters
    ----------
    lr : float, >= 0
    factor : float, 0 < factor <= 1

    Returns
    -------
    Schedule

    Raises
    ------
    ValueError
        When an argument is outside its range; when the schedule is called with t < 0.
    """
    lr, factor = _rate("lr", lr), _factor(factor)
    return lambda t: lr * factor ** _step(t)


def cosine(lr: float, steps: int, final: float = 0.0) -> Schedule:
    """Half a cosine from `lr` at t = 0 down to `final` at t = steps, and `final` from there on.

    lr(t) = final + (lr - final) (1 + cos(pi t / steps)) / 2, without the restarts of
    Loshchilov & Hutter 2017, who propose it.

    Parameters
    ----------
    lr : float, >= 0
    steps : int, >= 1
    final : float, >= 0

    Returns
    -------
    Schedule

    Raises
    ------
    ValueError
        When an argument is outside its range; when the schedule is called with t < 0.
    """
    lr, steps, final = _rate("lr", lr), whole(steps, "steps"), _rate("final", final)

    def schedule(t: int) -> float:
        progress = min(_step(t), steps) / steps
        share = (1 + math.cos(math.pi * progress)) / 2
        return final + (lr - final) * share

    return schedule


def warmup_cosine(lr: float, warmup: int, steps: int, final: float = 0.0) -> Schedule:
    """Rise in a straight line for `warmup` steps, then fall along a cosine until t = steps.

    lr(t) = lr (t + 1) / warmup for t < warmup: the first step already moves, and step warmup - 1
    reaches lr. From t = warmup on it is `cosine(lr, steps - warmup, final)` of t - warmup.

    Parameters
    ----------
    lr : float, >= 0
    warmup : int, 0 <= warmup < steps
    steps : int, >= 1
        Both phases together.
    final : float, >= 0

    Returns
    -------
    Schedule

    Raises
    ------
    ValueError
        When an argument is outside its range; when the schedule is called with t < 0.
    """
    lr, warmup, steps = _rate("lr", lr), whole(warmup, "warmup", 0), whole(steps, "steps")
    if warmup >= steps:
        raise ValueError(
            f"warmup must be smaller than steps, got warmup={warmup} and steps={steps}; "
            "steps counts both phases together"
        )
    fall = cosine(lr, steps - warmup, final)

    def schedule(t: int) -> float:
        if _step(t) < warmup:
            return lr * (t + 1) / warmup
        return fall(t - warmup)

    return schedule


def _rate(name: str, value: float) -> float:
    return number(value, name, least=0, hint="try 0.1")


def _factor(value: float) -> float:
    return number(value, "factor", above=0, most=1, hint="a rate should shrink")


def _step(t: int) -> int:
    return whole(t, "t", 0)
