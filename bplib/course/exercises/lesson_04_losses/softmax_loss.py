"""Softmax and cross-entropy in one."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_04_losses.shared import (
    _LOGSUMEXP,
    Pair,
    _labels,
    _one_hot,
    _quiet,
    _softmax,
)


def softmax_loss(Z: Any, labels: Any) -> Pair:
    """Return the cross-entropy of softmax(Z) and dL/dZ, finite for every finite Z."""
    N, C = Z.shape
    shifted = Z - Z.max(axis=1, keepdims=True)
    log_P = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -np.mean(log_P[np.arange(N), labels]), (np.exp(log_P) - _one_hot(labels, C)) / N


def _softmax_loss_variant(kind: str) -> Callable[[Any, Any], Pair]:
    """Return the loss and its gradient by the logits with one mistake."""

    def both(Z: Any, labels: Any) -> Pair:
        loss, dZ = softmax_loss(Z, labels)
        N, C = Z.shape
        P, rows = _softmax(Z), np.arange(N)
        if kind == "not subtracted":
            return loss, P / N
        if kind == "not averaged":
            return loss, dZ * N
        if kind == "sums":
            return loss * N, dZ * N
        if kind == "twice":
            return loss, dZ / N
        if kind == "classes":
            return loss / C, dZ / C
        if kind == "over samples":
            P = _softmax(Z, axis=0)
            return -np.mean(np.log(P[rows, labels])), (P - _one_hot(labels, C)) / N
        if kind == "no shift":
            P = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
            return -np.mean(np.log(P[rows, labels])), (P - _one_hot(labels, C)) / N
        if kind == "rounded":
            return -np.mean(np.log(P[rows, labels])), dZ
        if kind == "small number":
            return -np.mean(np.log(P[rows, labels] + 1e-8)), dZ
        if kind == "jacobian":
            return loss, P * (dZ - (dZ * P).sum(axis=1, keepdims=True))
        if kind == "slope kept":
            return loss, dZ * P * (1 - P)
        return loss, -dZ

    return _quiet(both)


def _softmax_loss_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, N: int, C: int, size: float, offset: float = 0.0) -> Case:
        Z = rng.normal(size=(N, C)) * 1.5
        labels = _labels(rng, N, C)
        Z[np.arange(1, N), labels[1:]] -= size * rng.uniform(0.6, 1.0, N - 1)  # badly wrong
        return call_case(note, Z=Z + offset * rng.uniform(0.6, 1.0, (N, 1)), labels=labels)

    return [
        case("three classes", 5, 3, 0),
        case("five classes", 4, 5, 0),
        case("the true class 30 below the others", 6, 4, 30),
        case("logits near 5,000", 3, 6, 0, 5000),
        case("the true class far below the others", 7, 3, 4000),
    ]


EXERCISE = Function(
    softmax_loss,
    _softmax_loss_cases,
    title="Softmax and cross-entropy in one",
    points=4,
    difficulty=3,
    minutes=5,
    read_again=_LOGSUMEXP,
    slips=[
        slip("one-hot not subtracted", instead=_softmax_loss_variant("not subtracted")).asks(
            "Every entry of your gradient pushes its logit down. Which one should go up?"
        ),
        slip("missing 1/N in the gradient", instead=_softmax_loss_variant("not averaged")).asks(
            "Your loss is an average over the samples. Is your gradient the slope of it?"
        ),
        slip("sums, not means", instead=_softmax_loss_variant("sums")).asks(
            "If every sample is given twice, should the loss double?"
        ),
        slip("1/N twice", instead=_softmax_loss_variant("twice")).asks(
            "How often does the number of samples divide the gradient, and how often the loss?"
        ),
        slip("divided by the classes", instead=_softmax_loss_variant("classes")).asks(
            "Over how many numbers is the mean taken: one a sample, or one a sample and class?"
        ),
        slip("softmax over the samples", instead=_softmax_loss_variant("over samples")).asks(
            "Which numbers should add up to 1: those of one sample, or those of one class?"
        ),
        slip("no shift", instead=_softmax_loss_variant("no shift")).asks(
            "What is exp(5000) in floating point, and what may be subtracted from a row?"
        ),
        slip("logarithm of a rounded probability", instead=_softmax_loss_variant("rounded")).asks(
            "A true class lies 4,000 below: what is its probability after rounding?"
        ),
        slip("small number in the logarithm", instead=_softmax_loss_variant("small number")).asks(
            "What is the largest loss that your formula can charge for one sample?"
        ),
        slip(
            "softmax applied twice on the way back", instead=_softmax_loss_variant("jacobian")
        ).asks("Is p − y the slope by p, or is softmax's own derivative already in it?"),
        slip("slope kept", instead=_softmax_loss_variant("slope kept")).asks(
            "Which factor cancels on the way from p to z, and is it still in your gradient?"
        ),
        slip("sign of the gradient", instead=_softmax_loss_variant("sign")).asks(
            "When the true class's logit grows, does the loss rise or fall?"
        ),
    ],
)
