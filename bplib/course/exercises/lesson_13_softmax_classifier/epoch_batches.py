"""Cut shuffled images and labels into batches, shuffled anew in every epoch."""

import numpy as np

from bplib.course.checks import Function, call_case, slip


def epoch_batches(
    X,
    y,
    batch_size,
    epochs,
    seed,
    *,
    images=lambda N, rng: rng.permutation(N),
    labels=lambda order, rng: order,
    end=lambda N, size: N,
    cut=lambda order, i, size: order[i : i + size],
    through=lambda before, order: order,
    restart=lambda rng, seed, epoch: rng,
):
    """Return the batches of several epochs, one after another."""
    rng, N, batches = np.random.default_rng(seed), len(X), []
    order = np.arange(N)
    for epoch in range(epochs):
        rng = restart(rng, seed, epoch)
        order = through(order, images(N, rng))
        theirs = labels(order, rng)
        batches += [
            (X[cut(order, i, batch_size)], y[cut(theirs, i, batch_size)])
            for i in range(0, end(N, batch_size), batch_size)
        ]
    return batches


def cases(rng):
    """Draw images for batches that fit, that leave a rest, that hold all, and that hold one."""
    return [
        call_case(
            f"{N} images in batches of {size}",
            X=rng.normal(size=(N, features)),
            y=rng.integers(0, 10, N),
            batch_size=size,
            epochs=epochs,
            seed=int(rng.integers(1000)),
        )
        for N, features, size, epochs in ((11, 3, 4, 2), (9, 2, 3, 3), (8, 4, 12, 2), (7, 1, 1, 1))
    ]


EXERCISE = Function(
    epoch_batches,
    cases,
    title="Mini-batches, epoch after epoch",
    points=3,
    difficulty=2,
    read_again="Mini-batches",
    pure=True,
    slips=[
        slip("last batch dropped", end=lambda N, size: N - N % size).asks(
            "How many images does one of your epochs visit, and how many are there?"
        ),
        slip("no shuffle", images=lambda N, rng: np.arange(N)).asks(
            "Which images stand together in your first batch, in every epoch?"
        ),
        slip("labels left behind", labels=lambda order, rng: np.arange(len(order))).asks(
            "Whose label does the first image of your first batch get?"
        ),
        slip("shuffled apart", labels=lambda order, rng: rng.permutation(len(order))).asks(
            "After two shuffles, does an image still meet its own label?"
        ),
        slip(
            "one order for all epochs",
            restart=lambda rng, seed, epoch: np.random.default_rng(seed),
        ).asks("Do two epochs of yours differ in anything?"),
        slip(
            "drawn with replacement",
            images=lambda N, rng: rng.integers(0, N, N),
        ).asks("How often does each image occur in one of your epochs?"),
        slip(
            "last batch filled up",
            cut=lambda order, i, size: np.take(order, range(i, i + size), mode="wrap"),
        ).asks("Which images does one of your epochs show twice?"),
        slip("shuffled what was shuffled", through=lambda before, order: before[order]).asks(
            "Row numbers of what do you draw in the second epoch: of X, or of the order before?"
        ),
        slip("batches in another order", result=lambda batches: batches[::-1]).asks(
            "Which batch of an epoch comes first?"
        ),
        slip(
            "a seed for every epoch",
            restart=lambda rng, seed, epoch: np.random.default_rng(seed + epoch),
        ).asks("How many generators does a training have?"),
    ],
)
