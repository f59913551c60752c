"""What the exercises of lesson 05 share."""

from math import exp, log

LEARNING_RATE = 0.1


def _sigmoid(z: float) -> float:
    return 1 / (1 + exp(-z))


def _worksheet(
    *,
    slope_kept: bool = False,
    slope_forgotten: bool = False,
    updated_w2: bool = False,
    raw_error: bool = False,
    sign: float = 1.0,
    step: float = -LEARNING_RATE,
) -> dict[str, float]:
    """Return every number of the published example, or what a mistake makes of it."""
    x, y, w1, w2 = 2.0, 1.0, 0.5, 0.8
    z1 = w1 * x
    a1 = _sigmoid(z1)
    z2 = w2 * a1
    a2 = _sigmoid(z2)
    delta2 = sign * (a2 - y) * (a2 * (1 - a2) if slope_kept else 1.0)
    new_w2 = w2 + step * delta2 * a1
    back = new_w2 if updated_w2 else 1.0 if raw_error else w2
    delta1 = delta2 * back * (1.0 if slope_forgotten else a1 * (1 - a1))
    numbers = {"z1": z1, "a1": a1, "z2": z2, "a2": a2, "loss": -log(a2)}
    numbers |= {"delta2": delta2, "dw2": delta2 * a1, "delta1": delta1, "dw1": delta1 * x}
    return numbers | {"new_w2": new_w2, "new_w1": w1 + step * delta1 * x}


_RIGHT = _worksheet()


def one_one_one_backward(x: float, y: float, w1: float, w2: float) -> tuple[float, float]:
    """Return ∂L/∂w1 and ∂L/∂w2."""
    a1 = _sigmoid(w1 * x)
    a2 = _sigmoid(w2 * a1)
    delta2 = a2 - y
    delta1 = delta2 * w2 * a1 * (1 - a1)
    return delta1 * x, delta2 * a1


def _slope_forgotten(x: float, y: float, w1: float, w2: float) -> tuple[float, float]:
    a1 = _sigmoid(w1 * x)
    delta2 = _sigmoid(w2 * a1) - y
    return delta2 * w2 * x, delta2 * a1


def _raw_error(x: float, y: float, w1: float, w2: float) -> tuple[float, float]:
    a1 = _sigmoid(w1 * x)
    delta2 = _sigmoid(w2 * a1) - y
    return delta2 * a1 * (1 - a1) * x, delta2 * a1
