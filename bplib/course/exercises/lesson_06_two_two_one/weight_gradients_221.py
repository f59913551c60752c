"""Turn deltas into gradients."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.activations import sigmoid
from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_06_two_two_one.shared import GRADIENTS, signed


def weight_gradients_221(delta1: Any, delta2: Any, x: Any, z1: Any) -> Any:
    """Return dL/dW1, dL/db1, dL/dW2, dL/db2."""
    return delta1 @ x.T, delta1, delta2 @ sigmoid(z1).T, delta2


def _gradient_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for n_in, n_hidden, n_out in ((2, 3, 1), (3, 2, 4), (4, 5, 3), (3, 4, 2)):
        cases.append(
            call_case(
                f"{n_in} inputs, {n_hidden} hidden units, {n_out} output{'s' * (n_out > 1)}",
                delta1=signed(rng, (n_hidden, 1)),
                delta2=signed(rng, (n_out, 1)),
                x=signed(rng, (n_in, 1)),
                z1=signed(rng, (n_hidden, 1)),
            )
        )
    return cases


def _gradients_of_b(change: Callable[[Any], Any]) -> Callable[..., Any]:
    def gradients(delta1: Any, delta2: Any, x: Any, z1: Any) -> Any:
        dW1, db1, dW2, db2 = weight_gradients_221(delta1, delta2, x, z1)
        return dW1, change(db1), dW2, change(db2)

    return gradients


EXERCISE = Function(
    weight_gradients_221,
    _gradient_cases,
    title="Turn deltas into gradients",
    points=3,
    difficulty=2,
    minutes=4,
    read_again=GRADIENTS,
    slips=[
        slip(
            "transposed",
            instead=(
                lambda delta1, delta2, x, z1: (
                    x @ delta1.T,
                    delta1,
                    sigmoid(z1) @ delta2.T,
                    delta2,
                )
            ),
        ).asks("Which shape must ∂L/∂W have, so that it can be subtracted from W?"),
        slip(
            "z for a",
            instead=lambda delta1, delta2, x, z1: (delta1 @ x.T, delta1, delta2 @ z1.T, delta2),
        ).asks("What does W2 multiply in the forward pass: z⁽¹⁾ or a⁽¹⁾?"),
        slip(
            "a1 for x in dW1",
            instead=(
                lambda delta1, delta2, _x, z1: (
                    delta1 @ sigmoid(z1).T,
                    delta1,
                    delta2 @ sigmoid(z1).T,
                    delta2,
                )
            ),
        ).asks("What does W1 multiply in the forward pass?"),
        slip(
            "not an outer product",
            instead=lambda delta1, delta2, x, z1: (
                delta1 @ x,
                delta1,
                delta2 @ sigmoid(z1),
                delta2,
            ),
        ).asks("How many entries has ∂L/∂W, and how many pairs of a delta and an input are there?"),
        slip("bias gradient summed", instead=_gradients_of_b(np.sum)).asks(
            "How many biases has the layer, and how many numbers did you return for them?"
        ),
        slip("bias gradient zero", instead=_gradients_of_b(np.zeros_like)).asks(
            "If b grows by a little, does z stay where it is?"
        ),
    ],
)
