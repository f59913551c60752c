"""Experiments of lesson 06: the 1-1-1 network with wrong backward passes, and with rounding."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.activations import sigmoid

PASSES = ("right", "updated w₂", "raw error", "slope forgotten", "slope kept", "wrong sign")
LR = 0.1


def gradients_of(
    name: str, x: Any, y: Any, w1: Any, w2: Any, factor: float = 1.0
) -> tuple[Any, Any]:
    """Return both gradients of the cross-entropy as one of `PASSES` computes them.

    Parameters
    ----------
    name : str
        One of `PASSES`, or "w₁ never moves".
    x, y, w1, w2 : numbers, or arrays of one shape
    factor : float
        What the gradient of w1 is multiplied by.
    """
    a1 = sigmoid(w1 * x)
    a2 = sigmoid(w2 * a1)
    delta2 = (a2 - y) * (a2 * (1 - a2) if name == "slope kept" else 1.0)
    back = {"updated w₂": w2 - LR * delta2 * a1, "raw error": 1.0}.get(name, w2)
    delta1 = delta2 * back * (1.0 if name == "slope forgotten" else a1 * (1 - a1))
    sign = {"wrong sign": -1.0, "w₁ never moves": 0.0}.get(name, 1.0)
    return factor * sign * delta1 * x, delta2 * a1


def train(
    name: str, x: Any, y: Any, w1: Any, w2: Any, *, steps: int = 100, factor: float = 1.0
) -> Any:
    """Return the loss before training and after each step, (steps + 1, ...)."""
    history = []
    for _ in range(steps + 1):
        z2 = w2 * sigmoid(w1 * x)
        history.append(np.logaddexp(0, z2) - y * z2)  # the cross-entropy, from the logit
        dw1, dw2 = gradients_of(name, x, y, w1, w2, factor)
        w1, w2 = w1 - LR * dw1, w2 - LR * dw2
    return np.array(history)


def random_networks(seed: int, n: int = 200) -> tuple[Any, Any, Any, Any]:
    """Return x, y, w1, w2 of n random networks, each (n,)."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(0.5, 2.5, n) * rng.choice([-1.0, 1.0], n)
    return x, rng.integers(0, 2, n) * 1.0, rng.normal(size=n), rng.normal(size=n)


def shares(seeds: int = 5) -> dict[str, tuple[list[float], list[float]]]:
    """Return, for every wrong pass, baseline and control, a share for each group of networks.

    Returns
    -------
    dict of str to (fell, beats)
        The shares of 200 networks whose loss fell, and that end lower than with the right pass.
    """
    rows = {name: (name, 1.0) for name in (*PASSES[1:], "w₁ never moves")}
    rows["right, w₁ step × 5"] = ("right", 5.0)
    groups = [random_networks(seed) for seed in range(seeds)]
    rights = [train("right", *group)[-1] for group in groups]
    found = {}
    for label, (name, factor) in rows.items():
        fell, beats = [], []
        for group, right in zip(groups, rights, strict=True):
            run = train(name, *group, factor=factor)
            fell.append(float((run[-1] < run[0]).mean()))
            beats.append(float((run[-1] < right).mean()))
        found[label] = fell, beats
    return found


# ---- rounding ------------------------------------------------------------------------------------

Keep = Callable[[Any], Any]


def exactly(value: Any) -> Any:
    """Keep every digit."""
    return value


def three_decimals(value: Any) -> Any:
    """Keep three digits after the point."""
    return np.round(value, 3)


def three_digits(value: Any) -> Any:
    """Keep three significant digits."""
    unit = 10.0 ** (np.floor(np.log10(np.abs(value))) - 2)
    return np.round(value / unit) * unit


ROUNDINGS: dict[str, Keep] = {
    "exact": exactly,
    "three decimals": three_decimals,
    "three digits": three_digits,
}


def rounded_step(keep: Keep, w1: Any, w2: Any) -> dict[str, Any]:
    """Return one step of the worksheet, x = 2 and y = 1, every result passed through `keep`."""
    x, y = 2.0, 1.0
    s = {"z1": keep(w1 * x)}
    s["a1"] = keep(sigmoid(s["z1"]))
    s["z2"] = keep(w2 * s["a1"])
    s["a2"] = keep(sigmoid(s["z2"]))
    s["L"] = keep(-np.log(s["a2"]))
    s["delta2"] = keep(s["a2"] - y)
    s["dw2"] = keep(s["delta2"] * s["a1"])
    s["slope1"] = keep(s["a1"] * (1 - s["a1"]))
    s["delta1"] = keep(s["delta2"] * w2 * s["slope1"])
    s["dw1"] = keep(s["delta1"] * x)
    return s | {"new w2": keep(w2 - LR * s["dw2"]), "new w1": keep(w1 - LR * s["dw1"])}


def train_rounded(keep: Keep, w1: Any, w2: Any, steps: int = 3000) -> Any:
    """Return the true loss before each step of a training that rounds with `keep`."""
    losses = []
    for _ in range(steps):
        losses.append(-np.log(sigmoid(w2 * sigmoid(w1 * 2.0))))
        new = rounded_step(keep, w1, w2)
        w1, w2 = new["new w1"], new["new w2"]
    return np.array(losses)
