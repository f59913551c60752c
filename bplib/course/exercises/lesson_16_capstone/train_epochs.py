"""Write the training."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_16_capstone.shared import (
    PARTS,
    _net,
    _signed,
    classifier_gradients,
    train_epochs,
)


def _train_variant(kind: str) -> Callable[..., Any]:
    def train(
        epochs: Any, W1: Any, b1: Any, W2: Any, b2: Any, lr: float, beta: float
    ) -> tuple[list[Any], list[Any]]:
        P = (W1, b1, W2, b2)
        if kind != "start changed in place":
            P = (W1.copy(), b1.copy(), W2.copy(), b2.copy())
        V = [np.zeros_like(array) for array in P]
        total, t = sum(len(batches) for batches in epochs), 0
        trail: list[Any] = []
        losses: list[Any] = []
        for e, batches in enumerate(epochs):
            if kind == "velocity forgotten every epoch":
                V = [np.zeros_like(array) for array in P]
            seen: list[float] = []
            for X, y in batches:
                loss, *G = classifier_gradients(X, y, *P, 0.0)
                rate = lr / 2 * (1 + np.cos(np.pi * t / total))
                rate = {
                    "constant rate": lr,
                    "cosine by epochs": lr / 2 * (1 + np.cos(np.pi * e / len(epochs))),
                    "cosine restarted": lr / 2 * (1 + np.cos(np.pi * len(seen) / len(batches))),
                    "schedule one step ahead": lr / 2 * (1 + np.cos(np.pi * (t + 1) / total)),
                    "zero too early": lr / 2 * (1 + np.cos(np.pi * t / (total - 1))),
                }.get(kind, rate)
                for k, g in enumerate(G):
                    gain = {"averaged gradient": 1 - beta, "rate in the velocity": rate}
                    old = V[k]
                    V[k] = (0.0 if kind == "no momentum" else beta) * V[k] + gain.get(kind, 1.0) * g
                    step = old if kind == "step before the velocity" else V[k]
                    np.subtract(
                        P[k], step if kind == "rate in the velocity" else rate * step, out=P[k]
                    )
                if kind == "loss after the step":
                    loss = classifier_gradients(X, y, *P, 0.0)[0]
                seen.append(float(loss))
                t += 1
            shared = kind == "one set of arrays"
            trail.append([array if shared else array.copy() for array in P])
            losses.append(seen[-1] if kind == "loss of the last batch" else sum(seen) / len(seen))
        return trail, losses

    return train


def _train_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for note, D, H, C, sizes in (
        ("three epochs of two batches", 4, 5, 3, ((4, 3), (4, 3), (4, 3))),
        ("two epochs of three batches", 3, 6, 4, ((5, 5, 2), (5, 5, 2))),
        ("epochs of different length", 5, 4, 3, ((6, 2, 3), (4, 3))),
    ):
        epochs = [
            [(_signed(rng, (N, D)), rng.permutation(np.arange(N) % C)) for N in batch_sizes]
            for batch_sizes in sizes
        ]
        net = _net(rng, D, H, C)
        net["b1"] = np.abs(net["b1"])
        net = {name: array / 2 for name, array in net.items()}
        lr, beta = round(rng.uniform(0.1, 0.2), 2), round(rng.uniform(0.6, 0.8), 2)
        cases.append(call_case(note, epochs=epochs, **net, lr=lr, beta=beta))
    return cases


EXERCISE = Function(
    train_epochs,
    _train_cases,
    title="Write the training",
    points=6,
    difficulty=4,
    minutes=15,
    read_again=PARTS,
    pure=True,
    slips=[
        slip("no momentum", instead=_train_variant("no momentum")).asks(
            "What does the velocity remember of the step before?"
        ),
        slip("averaged gradient", instead=_train_variant("averaged gradient")).asks(
            "Which factor does the specification give the gradient in v?"
        ),
        slip(
            "velocity forgotten every epoch",
            instead=_train_variant("velocity forgotten every epoch"),
        ).asks("Does the end of an epoch mean anything to the velocity?"),
        slip("step before the velocity", instead=_train_variant("step before the velocity")).asks(
            "Which comes first in a step, the velocity or the weights?"
        ),
        slip("rate in the velocity", instead=_train_variant("rate in the velocity")).asks(
            "The rate changes. Which gradients does your velocity hold, and with whose rate?"
        ),
        slip("constant rate", instead=_train_variant("constant rate")).asks(
            "At which step does your rate reach half of lr?"
        ),
        slip("cosine by epochs", instead=_train_variant("cosine by epochs")).asks(
            "Does t count steps or epochs?"
        ),
        slip("cosine restarted", instead=_train_variant("cosine restarted")).asks(
            "How often does your rate come back to lr?"
        ),
        slip("schedule one step ahead", instead=_train_variant("schedule one step ahead")).asks(
            "What is the rate of the very first step?"
        ),
        slip("zero too early", instead=_train_variant("zero too early")).asks(
            "What is the rate of the last step, t = T − 1?"
        ),
        slip("one set of arrays", instead=_train_variant("one set of arrays")).asks(
            "Are the parameters after epoch 1 still what they were when epoch 2 is over?"
        ),
        slip("loss after the step", instead=_train_variant("loss after the step")).asks(
            "At which parameters is the gradient taken, and at which your loss?"
        ),
        slip("loss of the last batch", instead=_train_variant("loss of the last batch")).asks(
            "How many batches does an epoch's loss speak for?"
        ),
        slip("start changed in place", instead=_train_variant("start changed in place")).asks(
            "Who else still holds the arrays W1, b1, W2, b2 that you move?"
        ),
    ],
)
