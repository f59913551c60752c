"""Training loop with validation."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip


def train_classifier(
    sizes: Any,
    start: Any,
    X: Any,
    y: Any,
    X_val: Any,
    y_val: Any,
    lr: float,
    l2: float,
    batch_size: int,
    epochs: int,
    seed: int,
) -> tuple[Any, list[float], list[float]]:
    """Return the trained parameters, and training and validation loss after each epoch."""
    return _train_variant("right")(
        sizes, start, X, y, X_val, y_val, lr, l2, batch_size, epochs, seed
    )


def _train_variant(kind: str) -> Callable[..., tuple[Any, list[float], list[float]]]:
    """Return the training loop with one mistake."""

    def train(
        sizes: Any, start: Any, X: Any, y: Any, X_val: Any, y_val: Any, lr: float, l2: float,
        batch_size: int, epochs: int, seed: int,
    ) -> tuple[Any, list[float], list[float]]:  # fmt: skip
        from bplib.network import Network
        from bplib.training import minibatches

        net = Network(sizes, "relu", "cross_entropy", init="zeros")
        net.set_parameters(start)
        rng: Any = np.random.default_rng(seed)
        losses: list[float] = []
        validation: list[float] = []
        seen = X, y
        if kind == "learns validation":
            seen = np.concatenate([X, X_val]), np.concatenate([y, y_val])

        def measure(last: float) -> None:
            reported = l2 if kind == "penalty reported" else 0.0
            whole = net.loss(X, y, reported)
            losses.append(last if kind == "last batch" else whole)
            unseen = (X, y) if kind == "validated on training" else (X_val, y_val)
            validation.append(net.loss(*unseen, reported))

        for _ in range(epochs):
            if kind == "measured before":
                measure(0.0)
            size = len(X) if kind == "all at once" else batch_size
            batch_loss, move = 0.0, np.zeros_like(net.parameters)
            for batch in minibatches(*seen, size, seed if kind == "one order" else rng):
                batch_loss, g = net.loss_and_gradient(*batch, 0.0 if kind == "no penalty" else l2)
                move = (move if kind == "never zeroed" else 0.0) + g
                if kind != "one step":
                    net.parameters += lr * move if kind == "uphill" else -lr * move
            if kind == "one step":
                net.parameters -= lr * move
            if kind != "measured before":
                measure(batch_loss)
        if kind == "in place":
            start[...] = net.parameters
        return net.parameters, losses, validation

    return train


def _train_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for sizes, N, size, epochs in (
        ((3, 5, 4), 11, 4, 2), ((4, 6, 3), 13, 5, 3), ((2, 7, 3), 9, 2, 2)
    ):  # fmt: skip
        D, H, C = sizes
        X, X_val = rng.normal(size=(N, D)), rng.normal(size=(6, D))
        cases.append(
            call_case(
                f"{N} images in batches of {size}",
                sizes=sizes,
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
    return cases


EXERCISE = Function(
    train_classifier,
    _train_cases,
    title="Training loop with validation",
    points=4,
    difficulty=3,
    minutes=8,
    read_again="The loop",
    pure=True,
    slips=[
        slip("one order for all epochs", instead=_train_variant("one order")).asks(
            "What does `minibatches` do when it is handed the same whole number again?"
        ),
        slip("one step an epoch", instead=_train_variant("one step")).asks(
            "How often do your weights move while the epoch passes by?"
        ),
        slip("all images at once", instead=_train_variant("all at once")).asks(
            "How many images does one of your gradients average?"
        ),
        slip("penalty forgotten", instead=_train_variant("no penalty")).asks(
            "Which strength does your gradient know of?"
        ),
        slip("penalty in the report", instead=_train_variant("penalty reported")).asks(
            "Can two losses be compared if one of them holds a penalty that you may choose?"
        ),
        slip("measured too early", instead=_train_variant("measured before")).asks(
            "Which weights does your first entry describe?"
        ),
        slip("loss of the last batch", instead=_train_variant("last batch")).asks(
            "How many images stand behind each entry of your training curve?"
        ),
        slip("validated on training images", instead=_train_variant("validated on training")).asks(
            "On which images is your second curve measured?"
        ),
        slip("validation images learnt", instead=_train_variant("learns validation")).asks(
            "May an image that you learn from also tell you how well you do on new ones?"
        ),
        slip("uphill", instead=_train_variant("uphill")).asks(
            "In which direction does the gradient point?"
        ),
        slip("gradient never zeroed", instead=_train_variant("never zeroed")).asks(
            "What is in your gradient when the second batch begins?"
        ),
        slip("start overwritten", instead=_train_variant("in place")).asks(
            "Who else still holds the array that your function has just written to?"
        ),
    ],
)
