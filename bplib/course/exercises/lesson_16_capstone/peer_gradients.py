"""Repair a backward pass that was right without its shortcut."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.activations import softmax
from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_16_capstone.shared import PEERS, _labels, _signed
from bplib.losses import one_hot


def peer_gradients(
    X: Any, y: Any, W1: Any, b1: Any, W2: Any, b2: Any, W3: Any, b3: Any
) -> tuple[Any, ...]:
    """Return all six gradients of a net with one residual block."""
    return _peer_variant("right")(X, y, W1, b1, W2, b2, W3, b3)


def _peer_variant(kind: str) -> Callable[..., Any]:
    def gradients(
        X: Any, y: Any, W1: Any, b1: Any, W2: Any, b2: Any, W3: Any, b3: Any
    ) -> tuple[Any, ...]:
        A1 = np.maximum(X @ W1 + b1, 0)
        Z2 = A1 @ W2 + b2
        A2 = A1 + np.maximum(Z2, 0)
        dZ3 = (softmax(A2 @ W3 + b3) - one_hot(y, len(b3))) / (1 if kind == "1/N" else len(y))
        dA2 = dZ3 @ W3.T
        mask = {"mask from the sum": A2 > 0, "no mask": True, "mask of layer 1": A1 > 0}
        mask |= {"mask on the upstream": dA2 > 0}
        dZ2 = dA2 * mask.get(kind, Z2 > 0)
        dA1 = dA2 + dZ2 @ W2.T
        if kind == "identity forgotten":
            dA1 = dZ2 @ W2.T
        elif kind == "block forgotten":
            dA1 = dA2
        elif kind == "identity masked":
            dA1 = dZ2 + dZ2 @ W2.T
        elif kind == "W2 not transposed":
            dA1 = dA2 + dZ2 @ W2
        dZ1 = dA1 * (True if kind == "first mask forgotten" else A1 > 0)
        return (
            *(X.T @ dZ1, dZ1.sum(axis=0)),
            *((A2 if kind == "A2 for A1" else A1).T @ dZ2, dZ2.sum(axis=0)),
            *(A2.T @ dZ3, dZ3.sum(axis=0)),
        )

    return gradients


def _peer_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for N, D, H, C in ((6, 4, 8, 3), (5, 3, 9, 4), (7, 5, 6, 3)):
        shapes = {"W1": (D, H), "b1": (H,), "W2": (H, H), "b2": (H,), "W3": (H, C), "b3": (C,)}
        net = {name: _signed(rng, shape) / 2 for name, shape in shapes.items()}
        X, y = _signed(rng, (N, D)), _labels(rng, N, C)
        cases.append(call_case(f"{N} samples, {H} units", X=X, y=y, **net))
    return cases


EXERCISE = Function(
    peer_gradients,
    _peer_cases,
    title="Repair a backward pass that was right without its shortcut",
    points=3,
    difficulty=4,
    minutes=8,
    read_again=PEERS,
    slips=[
        slip("not repaired", instead=_peer_variant("mask from the sum")).asks(
            "A2 > 0 says that a sum of two terms is positive. Which term did the ReLU make?"
        ),
        slip("mask of layer 1", instead=_peer_variant("mask of layer 1")).asks(
            "Whose sums decide what the block's ReLU lets through?"
        ),
        slip("mask on the upstream", instead=_peer_variant("mask on the upstream")).asks(
            "Does a ReLU on its way back look at what it let through, or at what comes back?"
        ),
        slip("block's slope forgotten", instead=_peer_variant("no mask")).asks(
            "Which of the two roads through the block passes a ReLU?"
        ),
        slip("identity forgotten", instead=_peer_variant("identity forgotten")).asks(
            "By how many roads does A1 reach A2?"
        ),
        slip("block forgotten", instead=_peer_variant("block forgotten")).asks(
            "By how many roads does A1 reach A2, and how many lead back in your code?"
        ),
        slip("identity masked", instead=_peer_variant("identity masked")).asks(
            "Does the direct road from A1 to A2 pass a ReLU?"
        ),
        slip("W2 not transposed", instead=_peer_variant("W2 not transposed")).asks(
            "W2 is square, so shapes cannot help. Which of its indices is the block's output?"
        ),
        slip("first slope forgotten", instead=_peer_variant("first mask forgotten")).asks(
            "How many ReLUs lie between X and the loss, and how many slopes do you use?"
        ),
        slip("wrong input of the block", instead=_peer_variant("A2 for A1")).asks(
            "Which activations does W2 multiply?"
        ),
        slip("1/N missing", instead=_peer_variant("1/N")).asks(
            "If every image is given twice, should the gradient double?"
        ),
    ],
)
