"""Write the training: momentum and a cosine through all batches, with a trail of copies."""

import math
from functools import partial

import numpy as np

from bplib.course.checks import Function, slip
from bplib.course.exercises.lesson_13_softmax_classifier.shared import two_layers
from bplib.course.exercises.lesson_20_capstone.shared import (
    PARTS,
    array_first,
    done,
    momentum,
    nesterov,
    of_equal_epochs,
    training_cases,
    weighted,
)


def train_epochs(
    epochs,
    W1,
    b1,
    W2,
    b2,
    lr,
    beta,
    *,
    rate_at=lambda lr, done: lr / 2 * (1 + math.cos(math.pi * done)),
    start=np.copy,
    progress=done,
    memory=lambda beta, k: beta,
    share=lambda beta: 1.0,
    move=momentum,
    late=False,
    copied=np.copy,
    mean=lambda seen, batches: np.mean(seen),
    listed=lambda seen, of_epoch: [of_epoch],
):
    """Return the parameters after every epoch and the mean of every epoch's batch losses."""
    parameters = [start(array) for array in (W1, b1, W2, b2)]
    velocities = [np.zeros_like(array) for array in parameters]
    trail, losses = [], []
    for e, batches in enumerate(epochs):
        seen = []
        for k, (X, y) in enumerate(batches):
            loss, *gradients = two_layers(X, y, *parameters)
            rate = rate_at(lr, progress(epochs, e, k))
            for array, velocity, gradient in zip(parameters, velocities, gradients, strict=True):
                move(array, velocity, share(beta) * gradient, rate, memory(beta, k))
            seen.append(two_layers(X, y, *parameters)[0] if late else loss)
        trail.append([copied(array) for array in parameters])
        losses += listed(seen, float(mean(seen, batches)))
    return trail, losses


EXERCISE = Function(
    train_epochs,
    training_cases,
    title="Write the training",
    points=6,
    difficulty=4,
    read_again=PARTS,
    met={"seen": "the losses of the last epoch"},
    pure=True,
    slips=[
        slip("no momentum", memory=lambda beta, k: 0.0).asks(
            "What does the velocity remember of the step before?"
        ),
        slip("averaged gradient", share=lambda beta: 1 - beta).asks(
            "Which factor does the specification give the gradient in v?"
        ),
        slip("velocity forgotten every epoch", memory=lambda beta, k: beta if k else 0.0).asks(
            "Does the end of an epoch mean anything to the velocity?"
        ),
        slip("step before the velocity", move=array_first).asks(
            "Which comes first in a step, the velocity or the weights?"
        ),
        slip(
            "rate in the velocity",
            move=lambda w, v, g, rate, beta: momentum(w, v, rate * g, 1.0, beta),
        ).asks("The rate changes. Which gradients does your velocity hold, and with whose rate?"),
        slip("constant rate", progress=lambda epochs, e, k: 0.0).asks(
            "At which step does your rate reach half of lr?"
        ),
        slip("cosine by epochs", progress=lambda epochs, e, k: e / len(epochs)).asks(
            "Does t count steps or epochs?"
        ),
        slip("cosine restarted", progress=lambda epochs, e, k: k / len(epochs[e])).asks(
            "How often does your rate come back to lr?"
        ),
        slip("schedule one step ahead", progress=partial(done, ahead=1)).asks(
            "What is the rate of the very first step?"
        ),
        slip("zero too early", progress=partial(done, fewer=1)).asks(
            "What is the rate of the last step, t = T − 1?"
        ),
        slip("one set of arrays", copied=np.asarray).asks(
            "Are the parameters after epoch 1 still what they were when epoch 2 is over?"
        ),
        slip("loss after the step", late=True).asks(
            "At which parameters is the gradient taken, and at which your loss?"
        ),
        slip("loss of the last batch", mean=lambda seen, batches: seen[-1]).asks(
            "How many batches does an epoch's loss speak for?"
        ),
        slip("start changed in place", start=np.asarray).asks(
            "Who else still holds the arrays W1, b1, W2, b2 that you move?"
        ),
        slip("losses added up", mean=lambda seen, batches: np.sum(seen)).asks(
            "Is an epoch's loss the sum of its batches' losses?"
        ),
        slip("every image counted once", mean=weighted).asks(
            "Is the mean over batches asked for, or over images?"
        ),
        slip("as many batches as in the first epoch", progress=of_equal_epochs).asks(
            "What is T where the epochs have different numbers of batches?"
        ),
        slip("uphill", given=lambda *a: (*a[:5], -a[5], a[6])).asks(
            "Which way does the loss fall, along the gradient or against it?"
        ),
        slip("along a line", rate_at=lambda lr, done: lr * (1 - done)).asks(
            "Along which curve does the rate fall?"
        ),
        slip("half forgotten", rate_at=lambda lr, done: lr * (1 + math.cos(math.pi * done))).asks(
            "Between which two values does 1 + cos run?"
        ),
        slip("quarter of a turn", rate_at=lambda lr, done: lr * math.cos(math.pi / 2 * done)).asks(
            "How much of a turn does the cosine make in the whole training?"
        ),
        slip("Nesterov's step", move=nesterov).asks(
            "Along what do the weights move here: the velocity, or a look ahead?"
        ),
        slip("loss of the first batch", mean=lambda seen, batches: seen[0]).asks(
            "How many batches does an epoch's loss speak for?"
        ),
        slip("every batch's loss", listed=lambda seen, of_epoch: list(map(float, seen))).asks(
            "How many entries has your list of losses: one a batch, or one an epoch?"
        ),
    ],
)
