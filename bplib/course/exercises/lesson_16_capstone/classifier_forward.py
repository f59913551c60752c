"""Write the forward pass."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.activations import softmax
from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_16_capstone.shared import (
    PARTS,
    _net,
    _signed,
    classifier_forward,
)


def _forward_variant(kind: str) -> Callable[..., Any]:
    def forward(X: Any, W1: Any, b1: Any, W2: Any, b2: Any) -> Any:
        Z1 = X @ W1 + (0.0 if kind == "no b1" else b1)
        A1 = {"no ReLU": Z1, "tanh": np.tanh(Z1)}.get(kind, np.maximum(Z1, 0.0))
        Z2 = A1 @ W2 + b2
        if kind == "ReLU on the logits":
            Z2 = np.maximum(Z2, 0.0)
        if kind == "logits":
            return A1, Z2
        if kind == "log":
            return A1, np.log(softmax(Z2))
        if kind in ("no shift", "one shift"):
            with np.errstate(over="ignore", invalid="ignore"):
                E = np.exp(Z2 - (Z2.max() if kind == "one shift" else 0.0))
                return A1, E / E.sum(axis=1, keepdims=True)
        axis = {"over samples": 0, "over all": None}.get(kind, 1)
        E = np.exp(Z2 - Z2.max(axis=axis, keepdims=True))
        return (Z1 if kind == "Z1 for A1" else A1), E / E.sum(axis=axis, keepdims=True)

    return forward


def _forward_cases(rng: np.random.Generator) -> list[Case]:
    cases = [
        call_case(note, X=_signed(rng, (N, D)), **_net(rng, D, H, C))
        for note, N, D, H, C in (
            ("five samples", 5, 4, 6, 3),
            ("a single sample", 1, 3, 5, 4),
            ("as many samples as classes", 4, 6, 7, 4),
        )
    ]
    large = _net(rng, 4, 6, 3)
    large["b2"] = large["b2"] + np.array([900.0, 900.0, 900.0])
    cases.append(call_case("logits around 900", X=_signed(rng, (5, 4)), **large))
    apart, top = {}, np.zeros(5)
    while np.ptp(top) < 1000:  # so far apart that no shift serves all rows
        apart = {"X": _signed(rng, (5, 4)), **_net(rng, 4, 6, 3)}
        apart["X"][3] *= 2000
        A1 = np.maximum(apart["X"] @ apart["W1"] + apart["b1"], 0)
        top = (A1 @ apart["W2"] + apart["b2"]).max(axis=1)
    return [*cases, call_case("large logits in one row", **apart)]


EXERCISE = Function(
    classifier_forward,
    _forward_cases,
    title="Write the forward pass",
    points=2,
    difficulty=2,
    minutes=6,
    read_again=PARTS,
    slips=[
        slip("no shift of the logits", instead=_forward_variant("no shift")).asks(
            "What is exp(900) in double precision, and must you ever compute it?"
        ),
        slip("one shift for all images", instead=_forward_variant("one shift")).asks(
            "What is left of an image whose logits lie 1000 below another image's?"
        ),
        slip("softmax over the samples", instead=_forward_variant("over samples")).asks(
            "Whose probabilities should add up to 1: those of a row, or those of a column?"
        ),
        slip("one sum for the whole batch", instead=_forward_variant("over all")).asks(
            "What do the probabilities of one image add up to?"
        ),
        slip("no ReLU", instead=_forward_variant("no ReLU")).asks(
            "What lies between the sums of layer 1 and its outputs?"
        ),
        slip("sums for activations", instead=_forward_variant("Z1 for A1")).asks(
            "Which of the two does the backward pass get from you, Z1 or A1?"
        ),
        slip("another activation", instead=_forward_variant("tanh")).asks(
            "Which activation does the specification name?"
        ),
        slip("ReLU on the logits", instead=_forward_variant("ReLU on the logits")).asks(
            "May a logit be negative?"
        ),
        slip("logits for probabilities", instead=_forward_variant("logits")).asks(
            "What lies between the sums of layer 2 and the answer?"
        ),
        slip("logarithms", instead=_forward_variant("log")).asks(
            "Do your answers lie between 0 and 1?"
        ),
        slip("bias of layer 1 forgotten", instead=_forward_variant("no b1")).asks(
            "How many arrays does layer 1 have?"
        ),
    ],
)
