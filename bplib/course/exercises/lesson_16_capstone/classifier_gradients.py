"""Write loss and gradients."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.activations import softmax
from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_16_capstone.shared import (
    PARTS,
    _labels,
    _net,
    _signed,
    classifier_forward,
    classifier_gradients,
)
from bplib.losses import one_hot


def _gradients_variant(kind: str) -> Callable[..., Any]:
    def gradients(X: Any, y: Any, W1: Any, b1: Any, W2: Any, b2: Any, l2: float) -> Any:
        N, C = len(y), len(b2)
        A1, P = classifier_forward(X, W1, b1, W2, b2)
        if kind == "softmax over the samples":
            Z2 = A1 @ W2 + b2
            P = softmax(Z2.T).T
        data = -np.mean(np.log(P[np.arange(N), y]))
        penalty = l2 / 2 * (np.sum(W1**2) + np.sum(W2**2))
        loss = data if kind == "penalty not in the loss" else data + penalty
        if kind == "sum for mean in the loss":
            loss = N * data + penalty
        targets = one_hot(y, C).astype(P.dtype)  # float32 stays float32
        dZ2 = (P if kind == "labels not subtracted" else P - targets) / N
        dZ2 = dZ2 * {"1/N missing": N, "divided by the classes": 1 / C}.get(kind, 1.0)
        if kind == "softmax's slope kept":
            dZ2 = P * (dZ2 - np.sum(dZ2 * P, axis=1, keepdims=True))
        dA1 = dZ2 @ (W2 - A1.T @ dZ2 if kind == "W2 moved too early" else W2).T
        if kind == "slope forgotten":
            dZ1 = dA1
        else:
            dZ1 = dA1 * (dA1 > 0 if kind == "mask on the upstream" else A1 > 0)
        if kind == "1/N again":
            dZ1 = dZ1 / N
        over = np.mean if kind == "bias mean for sum" else np.sum
        l2_W = {"penalty forgotten": 0.0, "penalty doubled": 2 * l2, "penalty over N": l2 / N}
        l2_W1 = l2_W.get(kind, l2)
        l2_b = l2 if kind == "penalty on biases" else 0.0
        return (
            loss,
            X.T @ dZ1 + l2_W1 * W1,
            over(dZ1, axis=0) + l2_b * b1,
            A1.T @ dZ2 + l2_W1 * W2,
            over(dZ2, axis=0) + l2_b * b2,
        )

    return gradients


def _gradients_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for note, N, D, H, C, l2 in (
        ("no penalty", 6, 4, 7, 3, 0.0),
        ("with a penalty", 5, 3, 8, 4, 0.3),
        ("as many samples as classes", 3, 5, 9, 3, 0.1),
        ("a single sample", 1, 4, 6, 5, 0.2),
    ):
        X, y, net = _signed(rng, (N, D)), _labels(rng, N, C), _net(rng, D, H, C)
        net["b1"] = np.abs(net["b1"]) * np.where(np.arange(H) % 3 == 2, -1, 1)
        net["W2"] = net["W2"] / 2  # no probability is 0 or 1 but for rounding
        net["W1"] = net["W1"] / 2
        cases.append(call_case(note, X=X, y=y, **net, l2=l2))
    return cases


EXERCISE = Function(
    classifier_gradients,
    _gradients_cases,
    title="Write loss and gradients",
    points=5,
    difficulty=4,
    minutes=12,
    read_again=PARTS,
    slips=[
        slip("1/N missing", instead=_gradients_variant("1/N missing")).asks(
            "If every image is given twice, should the gradient double?"
        ),
        slip("1/N again", instead=_gradients_variant("1/N again")).asks(
            "How often does the chain from the loss to W1 pass the mean over the samples?"
        ),
        slip("divided by the classes", instead=_gradients_variant("divided by the classes")).asks(
            "Over what does the loss average: samples, classes, or both?"
        ),
        slip("labels not subtracted", instead=_gradients_variant("labels not subtracted")).asks(
            "What is the delta of an output that is already right?"
        ),
        slip(
            "softmax over the samples", instead=_gradients_variant("softmax over the samples")
        ).asks("Whose probabilities should add up to 1: those of a row, or those of a column?"),
        slip("softmax's slope kept", instead=_gradients_variant("softmax's slope kept")).asks(
            "How much of the softmax's slope is left when the cross-entropy is behind it?"
        ),
        slip("slope forgotten", instead=_gradients_variant("slope forgotten")).asks(
            "What stands between A1 and Z1 on the way back?"
        ),
        slip("mask on the upstream", instead=_gradients_variant("mask on the upstream")).asks(
            "Does a ReLU on its way back look at what it let through, or at what comes back?"
        ),
        slip("W2 moved too early", instead=_gradients_variant("W2 moved too early")).asks(
            "Which W2 did the forward pass use?"
        ),
        slip("bias mean for sum", instead=_gradients_variant("bias mean for sum")).asks(
            "The 1/N is in the delta already. What remains to be done with its rows?"
        ),
        slip("penalty forgotten", instead=_gradients_variant("penalty forgotten")).asks(
            "The loss contains all weights once more. Does your gradient?"
        ),
        slip("penalty doubled", instead=_gradients_variant("penalty doubled")).asks(
            "What is the derivative of l2/2 · w²?"
        ),
        slip("penalty over N", instead=_gradients_variant("penalty over N")).asks(
            "Does the penalty get smaller when there are more images?"
        ),
        slip("penalty on biases", instead=_gradients_variant("penalty on biases")).asks(
            "Over which arrays does the penalty sum?"
        ),
        slip("penalty not in the loss", instead=_gradients_variant("penalty not in the loss")).asks(
            "Your gradients contain the penalty. Does your loss?"
        ),
        slip(
            "sum for mean in the loss", instead=_gradients_variant("sum for mean in the loss")
        ).asks("Is the loss that you return the one whose gradient you return?"),
    ],
)
