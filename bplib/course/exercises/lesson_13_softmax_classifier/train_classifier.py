"""Write the training loop: step by step through shuffled batches, then measure, epoch by epoch."""

import numpy as np

from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_13_softmax_classifier.shared import OneHiddenLayer, into_start
from bplib.data.batches import minibatches
from bplib.network import Network

NAMES = ["sizes", "start", "X", "y", "X_val", "y_val", "lr", "l2", "batch_size", "epochs", "seed"]


def written(net, move):
    """Take a move off the network's own parameters."""
    net.parameters -= move


def replaced(net, move):
    """Put another array in the place of the network's own, which its layers never see."""
    net.parameters = net.parameters - move


def train_classifier(
    sizes,
    start,
    X,
    y,
    X_val,
    y_val,
    lr,
    l2,
    batch_size,
    epochs,
    seed,
    *,
    generator=np.random.default_rng,
    seen=lambda own, unseen: own,
    batches=minibatches,
    kept=0,
    measured=lambda whole, last: whole,
    reported=(0, 0),
    early=False,
    chosen=lambda losses, validation: -1,
    halted=lambda validation: False,
    write=written,
    often=False,
):
    """Return the trained parameters, and training and validation loss after each epoch."""
    net = OneHiddenLayer(sizes, start)
    rng, trail, losses, validation = generator(seed), [start], [], []
    for _ in range(epochs):
        gradient, last = 0, 0.0
        drawn = batches(seen(X, X_val), seen(y, y_val), batch_size, rng)
        for batch in () if halted(validation) else drawn:
            last, new = net.loss_and_gradient(*batch, l2)
            gradient = kept * gradient + new
            write(net, lr * gradient)
            if often:
                losses.append(net.loss(X, y))
                validation.append(net.loss(X_val, y_val))
        trail.append(net.parameters.copy())
        net.parameters[...] = trail[-1 - early]
        if not often:
            losses.append(measured(net.loss(X, y, reported[0] * l2), last))
            validation.append(net.loss(X_val, y_val, reported[1] * l2))
        net.parameters[...] = trail[-1]
    return trail[1:][chosen(losses, validation)], losses, validation


def cases(rng):
    """Draw a short training, one that unlearns what its start knew, and one whose loss jumps."""

    def case(note, learnt, held_out, lr, D, H, C, N, size, epochs):
        while True:
            start, X, seen = (rng.normal(size=s) for s in (D * H + H + H * C + C, (N, D), (6, D)))
            net = Network((D, H, C), "relu", "cross_entropy", init="zeros")
            net.set_parameters(start)
            data = X, rng.integers(0, C, N), seen, net.forward(seen).argmax(axis=1)
            run = lr * rng.uniform(0.8, 1.2), rng.uniform(0.05, 0.3), size, epochs
            values = (D, H, C), start, *data, *run, int(rng.integers(1000))
            curves = train_classifier(*values)[1:]  # no probability may round to 0
            first, second = np.argmin(curves, axis=1)
            if first in learnt and second in held_out and np.max(curves) < 6:
                return call_case(note, **dict(zip(NAMES, values, strict=True)))

    return [
        case("a shorter last batch", [0], [0], 0.1, 3, 5, 4, 11, 4, 1),
        case("full batches", [2], [0], 0.1, 4, 6, 3, 10, 5, 3),
        case("a large rate", [0, 1], [0, 1, 2], 2.5, 2, 3, 4, 7, 3, 3),
    ]


EXERCISE = Function(
    train_classifier,
    cases,
    title="Training loop with validation",
    points=4,
    difficulty=3,
    core=True,
    read_again="The loop",
    met={"trail": "the parameters, epoch by epoch"},
    pure=True,
    returns=("parameters", "losses", "validation"),
    may_call=("layers.Architecture", "network.Network"),
    slips=[
        slip("one order for all epochs", generator=lambda seed: seed).asks(
            "What does `minibatches` do when it is handed the same whole number again?"
        ),
        slip("one step an epoch", batches=lambda *a: [*minibatches(*a)][-1:]).asks(
            "How often do your weights move while the epoch passes by?"
        ),
        slip(
            "all images at once", batches=lambda X, y, size, rng: minibatches(X, y, len(X), rng)
        ).asks("How many images does one of your gradients average?"),
        slip("penalty forgotten", given=lambda *a: (*a[:7], 0.0, *a[8:])).asks(
            "Which strength does your gradient know of?"
        ),
        slip("penalty in the report", reported=(1, 1)).asks(
            "Can two losses be compared if one of them holds a penalty that you may choose?"
        ),
        slip("measured too early", early=True).asks(
            "Which weights does your first entry describe?"
        ),
        slip("loss of the last batch", measured=lambda whole, last: last).asks(
            "How many images stand behind each entry of your training curve?"
        ),
        slip("validated on training images", given=lambda *a: (*a[:4], *a[2:4], *a[6:])).asks(
            "On which images is your second curve measured?"
        ),
        slip("validation images learnt", seen=lambda *both: np.concatenate(both)).asks(
            "May an image that you learn from also tell you how well you do on new ones?"
        ),
        slip("uphill", given=lambda *a: (*a[:6], -a[6], *a[7:])).asks(
            "Which way does the gradient point?"
        ),
        slip("gradient never zeroed", kept=1).asks(
            "What is in your gradient when the second batch begins?"
        ),
        slip("best on validation", chosen=lambda losses, validation: np.argmin(validation)).asks(
            "Which epoch's parameters are asked for: the best one's, or the last one's?"
        ),
        slip("best on training", chosen=lambda losses, validation: np.argmin(losses)).asks(
            "A loss may rise again. Which epoch's parameters does the loop end with?"
        ),
        slip("start overwritten", around=into_start).asks(
            "Who else still holds the array that your function has just written to?"
        ),
        slip("stopped early", halted=lambda validation: np.any(np.diff(validation) > 0)).asks(
            "How many epochs are asked for, and how many did you train?"
        ),
        slip("parameters left as they were", write=lambda net, move: None).asks(
            "Which line writes into the network's own parameters, and what do they hold after it?"
        ),
        slip("another array in the parameters' place", write=replaced).asks(
            "Is the network's own array changed, or is another one put in its place?"
        ),
        slip(
            "all images in every step",
            batches=lambda X, y, *rest: [(X, y)] * len([*minibatches(X, y, *rest)]),
        ).asks("How many images does one of your gradients average?"),
        slip("recorded after every batch", often=True).asks(
            "How many entries has a curve after two epochs, and how many has yours?"
        ),
        slip("penalty in the training curve", reported=(1, 0)).asks(
            "Which of the two curves holds the penalty, and is either to hold it?"
        ),
    ],
)
