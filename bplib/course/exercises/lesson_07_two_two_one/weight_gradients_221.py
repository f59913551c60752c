"""Turn the deltas of both layers into the gradients of their weights and biases."""

import numpy as np

from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_07_two_two_one.shared import GRADIENTS, sigmoid, signed, sizes


def weight_gradients_221(
    delta1, delta2, x, z1, *, outer=lambda delta, a: delta @ a.T, hidden=sigmoid, bias=np.asarray
):
    """Return dL/dW1, dL/db1, dL/dW2, dL/db2."""
    return outer(delta1, x), bias(delta1), outer(delta2, hidden(z1)), bias(delta2)


def cases(rng):
    """Draw five sizes, one of them square."""

    def case(n_in, n_hidden, n_out):
        return call_case(
            sizes(n_in, n_hidden, n_out),
            delta1=signed(rng, (n_hidden, 1)),
            delta2=signed(rng, (n_out, 1)),
            x=signed(rng, (n_in, 1)),
            z1=signed(rng, (n_hidden, 1)),
        )

    return [case(2, 3, 1), case(3, 2, 4), case(4, 5, 3), case(3, 4, 2), case(3, 3, 3)]


def fitted(gradients):
    """Return the gradients with square ones transposed, as who mends shapes alone leaves them."""
    return tuple(g.T if g.shape[0] == g.shape[1] else g for g in gradients)


EXERCISE = Function(
    weight_gradients_221,
    cases,
    title="Turn deltas into gradients",
    points=3,
    difficulty=2,
    minutes=4,
    read_again=GRADIENTS,
    returns=("dW1", "db1", "dW2", "db2"),
    slips=[
        slip("transposed", outer=lambda delta, a: a @ delta.T).asks(
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
            "How many entries has ∂L/∂W, and how many pairs of a delta and an input are there?"
        ),
        slip("bias gradient summed", bias=np.sum).asks(
            "How many biases has the layer, and how many numbers did you return for them?"
        ),
        slip("bias gradient zero", bias=np.zeros_like).asks(
            "If b grows by a little, does z stay where it is?"
        ),
        slip("slope for activation", hidden=lambda z1: sigmoid(z1) * (1 - sigmoid(z1))).asks(
            "What does W2 multiply in the forward pass: an activation, or a slope?"
        ),
        slip("tanh for sigmoid", hidden=np.tanh).asks("Which activation has the hidden layer?"),
    ],
)
