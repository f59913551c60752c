"""Experiments of lesson 07: one training step with a slip in it, and numbers side by side."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from bplib.activations import sigmoid
from bplib.network import Network

Parameters = Sequence[Any]


def loss_of(parameters: Parameters, x: Any, y: Any) -> float:
    """Return half the squared error, summed over the outputs.

    Parameters
    ----------
    parameters : W1 (n_in, n_hidden), b1 (n_hidden,), W2 (n_hidden, n_out), b2 (n_out,)
    x : (1, n_in)
    y : (1, n_out)
    """
    return 0.5 * float(((outputs_of(parameters, x) - y) ** 2).sum())


def outputs_of(parameters: Parameters, x: Any) -> Any:
    """Return what a network of two sigmoid layers answers, (1, n_out)."""
    W1, b1, W2, b2 = parameters
    return sigmoid(sigmoid(x @ W1 + b1) @ W2 + b2)


def step_with_slip(
    parameters: Parameters, x: Any, y: Any, lr: float, slip: str = "", *, biases: bool = True
) -> list[Any]:
    """Return the parameters after one step, right or with one slip.

    Parameters
    ----------
    parameters, x, y
        As for `loss_of`.
    lr : float
        The learning rate.
    slip : {"", "slope forgotten", "transposed", "updated weights"}
        What goes wrong in the hidden layer, if anything.
    biases : bool
        Whether the biases move too.
    """
    W1, b1, W2, b2 = parameters
    a1 = sigmoid(x @ W1 + b1)
    a2 = sigmoid(a1 @ W2 + b2)
    delta2 = (a2 - y) * a2 * (1 - a2)
    new_W2 = W2 - lr * a1.T @ delta2
    back = delta2 @ (new_W2 if slip == "updated weights" else W2).T
    delta1 = back * (1 if slip == "slope forgotten" else a1 * (1 - a1))
    dW1 = delta1.T @ x if slip == "transposed" else x.T @ delta1
    move = lr * biases
    return [W1 - lr * dW1, b1 - move * delta1[0], new_W2, b2 - move * delta2[0]]


def first_different_digit(a: float, b: float) -> int:
    """Return the place of the first significant digit in which two numbers differ, up to 16."""
    digits = zip(f"{a:.15e}".replace(".", ""), f"{b:.15e}".replace(".", ""), strict=True)
    return next((place for place, (p, q) in enumerate(digits, 1) if p != q), 16)


def random_problems(count: int, seed: int = 0) -> list[tuple[list[Any], Any, Any]]:
    """Return random 2-2-1 networks, each with an input (1, 2) and a target (1, 1)."""
    rng = np.random.default_rng(seed)
    shapes = ((2, 2), (2,), (2, 1), (1,))
    return [
        ([rng.normal(size=s) for s in shapes], rng.normal(size=(1, 2)), rng.uniform(size=(1, 1)))
        for _ in range(count)
    ]


def slip_by_rate(lr: float, count: int = 200) -> tuple[list[int], list[float]]:
    """Compare a right step with one that uses updated weights, on random networks.

    Returns
    -------
    digits : list of int
        In which significant digit the losses after the step first differ.
    errors : list of float
        The relative error of the step of W1.
    """
    digits, errors = [], []
    for parameters, x, y in random_problems(count):
        right = step_with_slip(parameters, x, y, lr)
        slipped = step_with_slip(parameters, x, y, lr, "updated weights")
        digits.append(first_different_digit(loss_of(right, x, y), loss_of(slipped, x, y)))
        true, got = parameters[0] - right[0], parameters[0] - slipped[0]
        lengths = np.linalg.norm(true) + np.linalg.norm(got)
        errors.append(float(np.linalg.norm(true - got) / lengths))
    return digits, errors


def agrees_with_bplib(lr: float, count: int = 200) -> int:
    """Return for how many random networks the right step gives the loss that bplib's gives."""
    network = Network((2, 2, 1), ("sigmoid", "sigmoid"), "half_squared_error")
    agree = 0
    for parameters, x, y in random_problems(count):
        network.set_parameters(parameters)
        network.loss_and_gradient(x, y)
        network.parameters -= lr * network.gradient
        mine = loss_of(step_with_slip(parameters, x, y, lr), x, y)
        agree += abs(network.loss(x, y) / mine - 1) < 1e-12
    return agree


def long_run(
    parameters: Parameters, x: Any, y: Any, lr: float, steps: int, slip: str = "", **options: bool
) -> list[Any]:
    """Return the parameters after many steps of `step_with_slip`."""
    for _ in range(steps):
        parameters = step_with_slip(parameters, x, y, lr, slip, **options)
    return list(parameters)
