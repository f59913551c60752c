"""Write the training loop: step by step through shuffled batches, then measure, epoch by epoch.

Both losses are measured whole: on all training images, and on images that are not learnt from.
"""

import numpy as np

from bplib.course.checks import Function, call_case, slip
from bplib.data.batches import minibatches
from bplib.network import Network


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
    reported=0,
    early=False,
):
    """Return the trained parameters, and training and validation loss after each epoch."""
    net = Network(sizes, "relu", "cross_entropy", init="zeros")
    net.set_parameters(start)
    rng, losses, validation = generator(seed), [], []

    def measure(last):
        losses.append(measured(net.loss(X, y, reported * l2), last))
        validation.append(net.loss(X_val, y_val, reported * l2))

    for _ in range(epochs):
        gradient, last = 0, 0.0
        if early:
            measure(last)
        for batch in batches(seen(X, X_val), seen(y, y_val), batch_size, rng):
            last, new = net.loss_and_gradient(*batch, l2)
            gradient = kept * gradient + new
            net.parameters -= lr * gradient
        if not early:
            measure(last)
    return net.parameters, losses, validation


def cases(rng):
    """Draw three small networks, images that leave a shorter last batch, and six new images."""
    drawn, shapes = [], ((3, 5, 4, 11, 4, 2), (4, 6, 3, 13, 5, 3), (2, 7, 3, 9, 2, 2))
    for D, H, C, N, size, epochs in shapes:
        X, X_val = rng.normal(size=(N, D)), rng.normal(size=(6, D))
        drawn.append(
            call_case(
                f"{N} images in batches of {size}",
                sizes=(D, H, C),
                start=rng.normal(size=D * H + H + H * C + C),
                X=X,
                y=rng.integers(0, C, N),
                X_val=X_val,
                y_val=rng.integers(0, C, 6),
                lr=float(rng.uniform(0.05, 0.15)),
                l2=float(rng.uniform(0.05, 0.3)),
                batch_size=size,
                epochs=epochs,
                seed=int(rng.integers(1000)),
            )
        )
    return drawn


def into_start(answer):
    """Return an answer that leaves the trained parameters in the array it started from."""

    def in_place(sizes, start, *others):
        parameters, *curves = answer(sizes, start, *others)
        start[...] = parameters
        return parameters, *curves

    return in_place


EXERCISE = Function(
    train_classifier,
    cases,
    title="Training loop with validation",
    points=4,
    difficulty=3,
    minutes=8,
    read_again="The loop",
    pure=True,
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
        slip("penalty in the report", reported=1).asks(
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
            "In which direction does the gradient point?"
        ),
        slip("gradient never zeroed", kept=1).asks(
            "What is in your gradient when the second batch begins?"
        ),
        slip("start overwritten", around=into_start).asks(
            "Who else still holds the array that your function has just written to?"
        ),
    ],
)
