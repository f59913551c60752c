"""Initial weights: how spread out they must be for signals to keep their size through the layers.

A sum of `fan_in` terms has fan_in times the variance of one term. Each rule below picks a variance
for the weights that makes up for it. Called as `init(fan_in, fan_out, rng)`, it returns weights of
shape (fan_in, fan_out), float64, with mean 0.
"""

from collections.abc import Callable

import numpy as np

from bplib._support.arguments import Array, number

__all__ = [
    "INITIALIZERS",
    "Initializer",
    "get_initializer",
    "he",
    "lecun",
    "normal",
    "xavier",
    "zeros",
]

Initializer = Callable[[int, int, np.random.Generator], Array]


def normal(std: float) -> Initializer:
    """Return the rule "normal distribution of standard deviation `std`", whatever the fan.

    Raises
    ------
    ValueError
        When `std` is negative, infinite or NaN.
    """
    std = number(std, "std", least=0, hint="try 0.1")

    def init(fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
        return rng.normal(0, std, size=(fan_in, fan_out))

    return init


def lecun(fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
    """Variance 1 / fan_in: keeps the spread of the sums z going forward (LeCun et al. 1998)."""
    return rng.normal(0, np.sqrt(1 / fan_in), size=(fan_in, fan_out))


def xavier(fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
    """Variance 2 / (fan_in + fan_out): forward asks 1 / fan_in, backward 1 / fan_out.

    A compromise for activations with slope 1 at 0 such as tanh (Glorot & Bengio 2010).
    """
    return rng.normal(0, np.sqrt(2 / (fan_in + fan_out)), size=(fan_in, fan_out))


def he(fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
    """Variance 2 / fan_in: ReLU lets half of the second moment through (He et al. 2015)."""
    return rng.normal(0, np.sqrt(2 / fan_in), size=(fan_in, fan_out))


def zeros(fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:  # noqa: ARG001
    """All weights 0: every hidden unit stays a copy of its neighbours. For experiments only."""
    return np.zeros((fan_in, fan_out))


INITIALIZERS: dict[str, Initializer] = {"xavier": xavier, "lecun": lecun, "he": he, "zeros": zeros}


def get_initializer(name_or_std: str | float) -> Initializer:
    """Return the rule with that name; a number is the standard deviation of a normal distribution.

    Raises
    ------
    ValueError
        When no rule has that name, or the number is not a finite standard deviation >= 0.
    TypeError
        When it is neither a name nor a number.
    """
    if isinstance(name_or_std, str):
        if name_or_std not in INITIALIZERS:
            raise ValueError(
                f"unknown initializer {name_or_std!r}; choose one of {', '.join(INITIALIZERS)}, "
                "or give a number, the standard deviation"
            )
        return INITIALIZERS[name_or_std]
    if isinstance(name_or_std, bool) or not isinstance(name_or_std, int | float | np.number):
        raise TypeError(
            f"init must be a name or a number, got {type(name_or_std).__name__}; "
            f"choose one of {', '.join(INITIALIZERS)}, or a standard deviation such as 0.1"
        )
    return normal(float(name_or_std))
