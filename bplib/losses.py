"""Losses: one number for how wrong a batch of predictions is, and where its gradient starts.

`P` are predictions, `Y` targets, both (N, C): N samples in rows, C outputs. Every gradient is the
exact derivative of the value beside it, so the 1/N of the mean is in both. Losses sum over outputs
and average over samples; only `mse` also divides by C.

Bad input raises a ValueError: shapes that differ or are not (N, C), an empty batch, NaN or infinite
entries, probabilities outside [0, 1].
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from bplib._support.arguments import Array, finite, floating
from bplib.activations import sigmoid, softmax, softplus

__all__ = [
    "LOSSES",
    "Loss",
    "binary_cross_entropy",
    "binary_cross_entropy_from_logits",
    "binary_cross_entropy_from_logits_grad",
    "binary_cross_entropy_grad",
    "cross_entropy",
    "cross_entropy_grad",
    "get_loss",
    "half_squared_error",
    "half_squared_error_grad",
    "mse",
    "mse_grad",
    "one_hot",
    "softmax_cross_entropy",
    "softmax_cross_entropy_grad",
]

# ---- squared errors ----------------------------------------------------------------------------


def mse(P: ArrayLike, Y: ArrayLike) -> float:
    """Mean squared error, sum (p - y)^2 / (N C)."""
    P, Y = _pair(P, Y)
    return (np.sum((P - Y) ** 2) / P.size).item()


def mse_grad(P: ArrayLike, Y: ArrayLike) -> Array:
    """dL/dP = 2 (P - Y) / (N C), shape (N, C)."""
    P, Y = _pair(P, Y)
    return 2 * (P - Y) / P.size


def half_squared_error(P: ArrayLike, Y: ArrayLike) -> float:
    """Half the squared error, sum (p - y)^2 / (2 N)."""
    P, Y = _pair(P, Y)
    return (np.sum((P - Y) ** 2) / (2 * len(P))).item()


def half_squared_error_grad(P: ArrayLike, Y: ArrayLike) -> Array:
    """dL/dP = (P - Y) / N, shape (N, C): the half was there to cancel the 2."""
    P, Y = _pair(P, Y)
    return (P - Y) / len(P)


# ---- binary cross-entropy: every output answers a yes/no question ------------------------------


def binary_cross_entropy(P: ArrayLike, Y: ArrayLike) -> float:
    """-sum [y log p + (1 - y) log(1 - p)] / N, with 0 log 0 = 0.

    Parameters
    ----------
    P, Y : (N, C), entries in [0, 1]

    Returns
    -------
    float
        >= 0; inf where p rules out what y says (p = 0 and y > 0, or p = 1 and y < 1).
    """
    P, Y = _pair(P, Y)
    _require_range(P, "P", high=1)
    _require_range(Y, "Y", high=1)
    return (-np.sum(_y_log_p(Y, P) + _y_log_p(1 - Y, 1 - P)) / len(P)).item()


def binary_cross_entropy_grad(P: ArrayLike, Y: ArrayLike) -> Array:
    """dL/dP = [(1 - y) / (1 - p) - y / p] / N, with 0 / 0 = 0, shape (N, C)."""
    P, Y = _pair(P, Y)
    _require_range(P, "P", high=1)
    _require_range(Y, "Y", high=1)
    return (_y_over_p(1 - Y, 1 - P) - _y_over_p(Y, P)) / len(P)


def binary_cross_entropy_from_logits(Z: ArrayLike, Y: ArrayLike) -> float:
    """Binary cross-entropy of P = sigmoid(Z), finite for every finite Z.

    -log sigma(z) = softplus(-z) and -log(1 - sigma(z)) = softplus(z) put the logarithm where
    nothing rounds to 0 before it.
    """
    Z, Y = _pair(Z, Y, "Z")
    _require_range(Y, "Y", high=1)
    return (np.sum(Y * softplus(-Z) + (1 - Y) * softplus(Z)) / len(Z)).item()


def binary_cross_entropy_from_logits_grad(Z: ArrayLike, Y: ArrayLike) -> Array:
    """dL/dZ = (p - y) / N with p = sigmoid(z), shape (N, C).

    The chain rule gives (p - y) / (p (1 - p)) times sigma'(z) = p (1 - p): the slope of the sigmoid
    cancels, so a neuron that is badly wrong learns fast even where it is saturated.
    """
    Z, Y = _pair(Z, Y, "Z")
    _require_range(Y, "Y", high=1)
    return (sigmoid(Z) - Y) / len(Z)


# ---- cross-entropy: one class out of C ---------------------------------------------------------


def cross_entropy(P: ArrayLike, Y: ArrayLike) -> float:
    """-sum y log p / N, with 0 log 0 = 0: minus the log-probability of the true class, averaged.

    Parameters
    ----------
    P : (N, C), entries >= 0
        Probabilities of the classes; that a row sums to 1 is left to softmax.
    Y : (N, C), rows are one-hot, or any distribution that sums to 1

    Returns
    -------
    float
        inf where p = 0 and y > 0.
    """
    P, Y = _pair(P, Y)
    _require_range(P, "P")
    _require_distributions(Y)
    return (-np.sum(_y_log_p(Y, P)) / len(P)).item()


def cross_entropy_grad(P: ArrayLike, Y: ArrayLike) -> Array:
    """dL/dP = -(y / p) / N, with 0 / 0 = 0, shape (N, C)."""
    P, Y = _pair(P, Y)
    _require_range(P, "P")
    _require_distributions(Y)
    return -_y_over_p(Y, P) / len(P)


def softmax_cross_entropy(Z: ArrayLike, Y: ArrayLike) -> float:
    """Cross-entropy of P = softmax(Z), finite for every finite Z.

    log p_j = z_j - log sum_k e^z_k, and the log-sum-exp is taken after subtracting the largest z of
    the row, so that the largest summand is 1.
    """
    Z, Y = _pair(Z, Y, "Z")
    _require_distributions(Y)
    shifted = Z - Z.real.max(axis=1, keepdims=True)
    log_P = shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))
    return (-np.sum(Y * log_P) / len(Y)).item()


def softmax_cross_entropy_grad(Z: ArrayLike, Y: ArrayLike) -> Array:
    """dL/dZ = (p - y) / N with p = softmax(z), shape (N, C).

    log sum_k e^z_k has the derivative e^z_i / sum_k e^z_k = p_i by z_i, so -log p_j, which is
    log sum_k e^z_k - z_j, has p_i - [i = j]. Weighted with the y_j, which sum to 1: p_i - y_i.
    """
    Z, Y = _pair(Z, Y, "Z")
    _require_distributions(Y)
    return (softmax(Z) - Y) / len(Z)


def one_hot(labels: ArrayLike, classes: int) -> Array:
    """Write class numbers as rows of 0 with a single 1.

    Parameters
    ----------
    labels : (N,) whole numbers in 0 ... classes - 1
    classes : int
        C, the number of columns.

    Returns
    -------
    (N, C) float64

    Raises
    ------
    TypeError
        When the labels are not whole numbers.
    ValueError
        When they are not a vector or one lies outside 0 ... classes - 1.
    """
    labels = np.asarray(labels)
    if labels.ndim != 1:
        raise ValueError(
            f"labels must have shape (N,), got {labels.shape}; "
            "give one class number per sample, for example labels.ravel()"
        )
    if labels.dtype.kind not in "iu":
        raise TypeError(
            f"labels must be whole numbers, got dtype {labels.dtype}; "
            "convert them with labels.astype(int) if they are class numbers"
        )
    if np.any((labels < 0) | (labels >= classes)):
        raise ValueError(
            f"labels must lie in 0 ... {classes - 1} for {classes} classes, "
            f"got {labels.min()} ... {labels.max()}; number the classes from 0"
        )
    return np.eye(classes)[labels]


# ---- helpers -----------------------------------------------------------------------------------


def _pair(P: ArrayLike, Y: ArrayLike, name: str = "P") -> tuple[Array, Array]:
    """Predictions (or logits) and targets as floating (N, C) arrays of the predictions' dtype."""
    P, Y = floating(P, name), floating(Y, "Y")
    if P.ndim != 2 or P.shape != Y.shape:
        raise ValueError(
            f"{name} and Y must have the same shape (N, C), got {P.shape} and {Y.shape}; "
            "write N values for one output as a column, values.reshape(-1, 1), "
            "and class numbers as one_hot(labels, C)"
        )
    if P.size == 0:
        raise ValueError(f"{name} is empty, shape {P.shape}; give at least one sample and output")
    finite(P, name)
    finite(Y, "Y")
    return P, Y.astype(P.dtype)


def _require_range(array: Array, name: str, high: float = np.inf) -> None:
    wrong = (array.real < 0) | (array.real > high)
    if wrong.any():
        index = tuple(int(i) for i in np.argwhere(wrong)[0])
        raise ValueError(
            f"{name} must lie in [0, {high:g}], got {array[index]} at index {list(index)}; "
            "probabilities come out of sigmoid or softmax, and targets are 0, 1 or between"
        )


def _require_distributions(Y: Array) -> None:
    _require_range(Y, "Y", high=1)
    totals = Y.real.sum(axis=1)
    wrong = np.flatnonzero(np.abs(totals - 1) > 1e-5)
    if wrong.size:
        raise ValueError(
            f"every row of Y must sum to 1, row {wrong[0]} sums to {totals[wrong[0]]:g}; "
            "use one_hot(labels, C), or binary_cross_entropy for several yes/no answers"
        )


def _y_log_p(Y: Array, P: Array) -> Array:
    """Y log P, and 0 wherever Y is 0."""
    with np.errstate(divide="ignore"):
        return Y * np.log(P, out=np.zeros_like(P), where=Y != 0)


def _y_over_p(Y: Array, P: Array) -> Array:
    """Y / P, and 0 wherever Y is 0."""
    with np.errstate(divide="ignore"):
        return np.divide(Y, P, out=np.zeros_like(P), where=Y != 0)


# ---- by name -----------------------------------------------------------------------------------


def _columns(Y: ArrayLike, outputs: int) -> Array:
    """Targets as they are; one output's vector (N,) becomes a column."""
    Y = floating(Y, "Y")
    return Y[:, np.newaxis] if Y.ndim == 1 and outputs == 1 else Y


def _class_rows(Y: ArrayLike, outputs: int) -> Array:
    return one_hot(Y, outputs) if np.ndim(Y) == 1 else _columns(Y, outputs)


@dataclass(frozen=True)
class Loss:
    """A loss: `value(P, Y)` and its gradient `grad(P, Y)` by the prediction, and how to read both.

    `targets(Y, C)` writes what a user may give as (N, C); `require(Y)` raises a ValueError where
    that breaks a rule of the loss. `answers(P)` says a prediction in the user's terms, and
    `classifies` whether an answer is right or wrong rather than near or far. `activation` names
    the output activation that the loss fuses with: there p - y replaces a long product, and
    `value_from_logits(Z, Y)` and `grad_from_logits(Z, Y)` start from the last sum Z.
    """

    name: str
    value: Callable[[ArrayLike, ArrayLike], float]
    grad: Callable[[ArrayLike, ArrayLike], Array]
    targets: Callable[[ArrayLike, int], Array] = _columns
    require: Callable[[Array], None] | None = None
    answers: Callable[[Array], Array] = np.copy
    classifies: bool = False
    activation: str | None = None
    value_from_logits: Callable[[ArrayLike, ArrayLike], float] | None = None
    grad_from_logits: Callable[[ArrayLike, ArrayLike], Array] | None = None

    def check_targets(self, Y: Array, shape: tuple[int, int]) -> None:
        """Raise a ValueError where Y cannot be the targets of predictions of that shape."""
        _, Y = _pair(np.zeros(shape), Y)
        if self.require is not None:
            self.require(Y)


LOSSES: dict[str, Loss] = {
    loss.name: loss
    for loss in (
        Loss("mse", mse, mse_grad),
        Loss("half_squared_error", half_squared_error, half_squared_error_grad),
        Loss(
            "binary_cross_entropy",
            binary_cross_entropy,
            binary_cross_entropy_grad,
            require=lambda Y: _require_range(Y, "Y", high=1),
            answers=lambda P: (P.real > 0.5).astype(int),
            classifies=True,
            activation="sigmoid",
            value_from_logits=binary_cross_entropy_from_logits,
            grad_from_logits=binary_cross_entropy_from_logits_grad,
        ),
        Loss(
            "cross_entropy",
            cross_entropy,
            cross_entropy_grad,
            targets=_class_rows,
            require=_require_distributions,
            answers=lambda P: P.real.argmax(axis=1),
            classifies=True,
            activation="softmax",
            value_from_logits=softmax_cross_entropy,
            grad_from_logits=softmax_cross_entropy_grad,
        ),
    )
}


def get_loss(name: str) -> Loss:
    """Return the loss called `name`.

    Raises
    ------
    ValueError
        When no loss has that name; the message lists those there are.
    """
    if name not in LOSSES:
        raise ValueError(f"unknown loss {name!r}; choose one of {', '.join(LOSSES)}")
    return LOSSES[name]
