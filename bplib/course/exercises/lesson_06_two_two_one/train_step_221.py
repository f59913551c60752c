"""Repair a training step: forward, delta, gradients and update of a 2-2-1 network, in columns."""

import numpy as np

from bplib.activations import sigmoid, sigmoid_prime
from bplib.course.checks import IN_PLACE, Steps, slip, steps_case
from bplib.course.exercises.lesson_06_two_two_one.shared import GRADIENTS, signed, sizes


def train_step_221(
    W1, b1, W2, b2, x, y, lr, *, hidden=sigmoid_prime, sent=sigmoid_prime, early=False, bias=True
):
    """Return the parameters after one step of gradient descent."""
    z1 = W1 @ x + b1
    a1 = sigmoid(z1)
    z2 = W2 @ a1 + b2
    error = sigmoid(z2) - y
    delta2 = error * sigmoid_prime(z2)
    new_W2 = W2 - lr * delta2 @ a1.T
    delta1 = ((new_W2 if early else W2).T @ (error * sent(z2))) * hidden(z1)
    return W1 - lr * delta1 @ x.T, b1 - bias * lr * delta1, new_W2, b2 - bias * lr * delta2


def cases(rng):
    """Draw three sizes; three steps each, so that what is kept from step to step shows."""

    def case(n_in, n_hidden, n_out, lr):
        shapes = {"W1": (n_hidden, n_in), "b1": (n_hidden, 1)}
        shapes |= {"W2": (n_out, n_hidden), "b2": (n_out, 1)}
        start = {name: signed(rng, shape) for name, shape in shapes.items()}
        steps = [
            {"x": signed(rng, (n_in, 1)), "y": rng.uniform(0.05, 0.95, (n_out, 1))}
            for _ in range(3)
        ]
        return steps_case(start, steps, {"lr": lr}, sizes(n_in, n_hidden, n_out))

    return [case(2, 2, 1, 0.5), case(3, 4, 2, 1.5), case(2, 3, 4, 0.8)]


EXERCISE = Steps(
    train_step_221,
    cases,
    title="Repair a training step",
    points=5,
    difficulty=4,
    minutes=7,
    read_again=GRADIENTS,
    done_by=["network.Network", "gradcheck"],
    pure=True,
    slips=[
        slip("nothing repaired", early=True, bias=False).asks(
            "Two things are wrong. Which arrays have changed when δ⁽¹⁾ is computed, and which "
            "never change?"
        ),
        slip("updated weights for the hidden delta", early=True).asks(
            "Which W2 made the prediction whose loss you are differentiating?"
        ),
        slip("biases never updated", bias=False).asks(
            "Which of the four arrays come back as they went in?"
        ),
        slip("σ′ of the hidden layer forgotten", hidden=np.ones_like).asks(
            "Is your δ⁽¹⁾ a derivative by a⁽¹⁾, or by z⁽¹⁾?"
        ),
        slip("raw error sent back", sent=np.ones_like).asks(
            "Does the hidden layer receive a² − y, or the delta of the output?"
        ),
        slip("uphill", given=lambda *a: (*a[:-1], -a[-1])).asks(
            "Does the loss fall from step to step?"
        ),
        IN_PLACE.asks("What does the caller find in W1 after calling your function?"),
    ],
)
