"""Repair a training step: forward, delta, gradients and update of a 2-2-1 network."""

import numpy as np

from bplib.course.checks import IN_PLACE, Steps, slip, steps_case
from bplib.course.exercises.lesson_07_two_two_one.shared import (
    GRADIENTS,
    sigmoid,
    signed,
    sizes,
    slope,
)


def moved(p, gradient, lr):
    """Return a parameter one step downhill."""
    return p - lr * gradient


def left(b, gradient, lr):
    """Return a bias as it came."""
    return b


def train_step_221(
    W1,
    b1,
    W2,
    b2,
    x,
    y,
    lr,
    *,
    over=lambda y: 1,
    output=slope,
    hidden=slope,
    sent=lambda error, delta2: delta2,
    early=False,
    fed=lambda z1, a1: a1,
    heard=lambda delta1, delta2: delta1[0],
    flat=lambda delta: delta[0],
    weight=moved,
    bias=(moved, moved),
):
    """Return the parameters after one step of gradient descent."""
    z1 = x @ W1 + b1
    a1 = sigmoid(z1)
    a2 = sigmoid(a1 @ W2 + b2)
    error = (a2 - y) / over(y)
    delta2 = error * output(a2)
    new_W2 = weight(W2, fed(z1, a1).T @ delta2, lr)
    delta1 = (sent(error, delta2) @ (new_W2 if early else W2).T) * hidden(a1)
    new_W1 = weight(W1, x.T @ delta1, lr)
    return new_W1, bias[0](b1, heard(delta1, delta2), lr), new_W2, bias[1](b2, flat(delta2), lr)


def cases(rng):
    """Draw three sizes; one step, then three, so that what is kept from step to step shows."""

    def case(n_in, n_hidden, n_out, lr, count=3):
        shapes = {"W1": (n_in, n_hidden), "b1": (n_hidden,)}
        shapes |= {"W2": (n_hidden, n_out), "b2": (n_out,)}
        start = {name: signed(rng, shape) for name, shape in shapes.items()}
        steps = [
            {"x": signed(rng, (1, n_in)), "y": rng.uniform(0.05, 0.95, (1, n_out))}
            for _ in range(count)
        ]
        return steps_case(start, steps, {"lr": lr}, sizes(n_in, n_hidden, n_out))

    return [case(2, 2, 1, 0.5, 1), case(3, 4, 2, 1.5), case(2, 3, 4, 0.8)]


EXERCISE = Steps(
    train_step_221,
    cases,
    title="Repair a training step",
    points=5,
    difficulty=3,
    read_again=GRADIENTS,
    done_by=["network.Network", "gradcheck", "course.experiments.lesson_07"],
    pure=True,
    returns=("W1", "b1", "W2", "b2"),
    may_call=("activations.sigmoid_prime",),
    slips=[
        slip("nothing repaired", early=True, bias=(left, left)).asks(
            "Two things are wrong. Which arrays have changed when δ⁽¹⁾ is computed, and which "
            "never change?"
        ),
        slip("updated weights for the hidden delta", early=True).asks(
            "Which W2 made the prediction whose loss you are differentiating?"
        ),
        slip("biases never updated", bias=(left, left)).asks(
            "Which of the four arrays come back as they went in?"
        ),
        slip("b1 never updated", bias=(left, moved)).asks(
            "Which of the four arrays comes back as it went in?"
        ),
        slip("b2 never updated", bias=(moved, left)).asks(
            "Which of the four arrays comes back as it went in?"
        ),
        slip("σ′ of the hidden layer forgotten", hidden=np.ones_like).asks(
            "Is your δ⁽¹⁾ a derivative by a⁽¹⁾, or by z⁽¹⁾?"
        ),
        slip("σ′ of the output forgotten", output=np.ones_like).asks(
            "Under half the squared error, does anything cancel the slope of the output?"
        ),
        slip("z for a in dW2", fed=lambda z1, a1: z1).asks(
            "What does W2 multiply in the forward pass: z⁽¹⁾ or a⁽¹⁾?"
        ),
        slip("slope of tanh", hidden=lambda a1: 1 - a1**2).asks(
            "Which activation has the slope 1 − a²?"
        ),
        slip("slope taken at a", output=lambda a2: slope(sigmoid(a2))).asks(
            "At which point is the output's slope wanted: at z, or at σ(z)?"
        ),
        slip("raw error sent back", sent=lambda error, delta2: error).asks(
            "Does the hidden layer receive a² − y, or the delta of the output?"
        ),
        slip("uphill", given=lambda *a: (*a[:-1], -a[-1])).asks(
            "Does the loss fall from step to step?"
        ),
        slip(
            "gradients returned",
            weight=lambda W, gradient, lr: gradient,
            bias=[lambda b, gradient, lr: gradient] * 2,
        ).asks("Are four gradients asked for, or what four arrays are after the step?"),
        slip("biases without lr", bias=[lambda b, gradient, lr: b - gradient] * 2).asks(
            "How far do the biases go when the learning rate is tiny?"
        ),
        slip("averaged over the outputs", over=np.size).asks(
            "Is the loss a sum over the outputs, or a mean?"
        ),
        slip("output's delta for b1", heard=lambda delta1, delta2: delta2.sum()).asks(
            "Which layer's delta is the gradient of b1?"
        ),
        slip(
            "biases become tables",
            heard=lambda delta1, delta2: delta1,
            flat=lambda delta: delta,
        ).asks("b1 came as a list of n numbers. What shape does it return with?"),
        IN_PLACE.asks("What does the caller find in W1 after calling your function?"),
    ],
)
