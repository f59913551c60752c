"""Turn the deltas of both layers into the gradients of their weights and biases."""

import numpy as np

from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_07_two_two_one.shared import GRADIENTS, sigmoid, signed, sizes


def weight_gradients_221(
    delta1,
    delta2,
    x,
    z1,
    *,
    outer=lambda a, delta: a.T @ delta,
    hidden=sigmoid,
    bias=lambda delta: delta[0],
):
    """Return dL/dW1, dL/db1, dL/dW2, dL/db2."""
    a1 = hidden(z1)
    return outer(x, delta1), bias(delta1), outer(a1, delta2), bias(delta2)


def cases(rng):
    """Draw five sizes, one of them square."""

    def case(n_in, n_hidden, n_out):
        return call_case(
            sizes(n_in, n_hidden, n_out),
            delta1=signed(rng, (1, n_hidden)),
            delta2=signed(rng, (1, n_out)),
            x=signed(rng, (1, n_in)),
            z1=signed(rng, (1, n_hidden)),
        )

    return [case(2, 3, 1), case(3, 2, 4), case(4, 5, 3), case(3, 4, 2), case(3, 3, 3)]


def fitted(gradients):
    """Return the gradients with square ones transposed, as who mends shapes alone leaves them."""
    return tuple(g.T if g.ndim == 2 and len(g) == g.shape[1] else g for g in gradients)


EXERCISE = Function(
    weight_gradients_221,
    cases,
    title="Turn deltas into gradients",
    points=3,
    difficulty=2,
    core=True,
    read_again=GRADIENTS,
    returns=("dW1", "db1", "dW2", "db2"),
    slips=[
        slip("transposed", outer=lambda a, delta: delta.T @ a).asks(
            "Which shape must ∂L/∂W have, so that it can be subtracted from W?"
        ),
        slip("transposed only where it must be", result=fitted).asks(
            "When a layer has as many inputs as units, does a shape say which way dW stands?"
        ),
        slip("z for a", hidden=np.asarray).asks(
            "What does W2 multiply in the forward pass: z⁽¹⁾ or a⁽¹⁾?"
        ),
        slip(
            "a1 for x in dW1", given=lambda delta1, delta2, x, z1: (delta1, delta2, sigmoid(z1), z1)
        ).asks("What does W1 multiply in the forward pass?"),
        slip("not an outer product", outer=np.matmul).asks(
            "How many entries has ∂L/∂W, and how many pairs of an input and a delta are there?"
        ),
        slip("bias gradient summed", bias=np.sum).asks(
            "How many biases has the layer, and how many numbers did you return for them?"
        ),
        slip("bias gradient as a table", bias=np.asarray).asks(
            "b is a list of n numbers. What shape has your gradient of it?"
        ),
        slip("bias gradient zero", bias=lambda delta: np.zeros_like(delta[0])).asks(
            "If b grows by a little, does z stay where it is?"
        ),
        slip("slope for activation", hidden=lambda z1: sigmoid(z1) * (1 - sigmoid(z1))).asks(
            "What does W2 multiply in the forward pass: an activation, or a slope?"
        ),
        slip("tanh for sigmoid", hidden=np.tanh).asks("Which activation has the hidden layer?"),
    ],
)
