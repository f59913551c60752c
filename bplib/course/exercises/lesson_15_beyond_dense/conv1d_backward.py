"""Go back through a convolution."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_15_beyond_dense.shared import PLACES


def conv1d_backward(dZ: Any, x: Any, w: Any) -> tuple[Any, Any, Any]:
    """Return (dx, dw, db) of z_i = b + sum_k w_k x_(i+k)."""
    places = dZ.shape[1]
    dx, dw = np.zeros(x.shape), np.zeros(w.shape)
    for k in range(len(w)):
        dw[k] = np.sum(dZ * x[:, k : k + places])
        dx[:, k : k + places] += w[k] * dZ
    return dx, dw, np.sum(dZ)


def _conv1d_variant(kind: str) -> Callable[..., tuple[Any, Any, Any]]:
    """Return the backward pass with one mistake."""

    def backward(dZ: Any, x: Any, w: Any) -> tuple[Any, Any, Any]:
        K, places = len(w), dZ.shape[1]
        dx, dw, db = conv1d_backward(dZ, x, w[::-1] if kind == "no flip" else w)
        if kind == "dw reversed":
            dw = dw[::-1]
        if kind == "mean over places":
            dw, db = dw / places, db / places
        if kind == "mean over samples":
            dw, db = dw / len(x), db / len(x)
        if kind == "overwritten":
            for i in range(places):
                dx[:, i : i + K] = dZ[:, [i]] * w
        if kind == "first place":
            dw, db = dZ[:, 0] @ x[:, :K], np.sum(dZ[:, 0])
        if kind == "ends":
            dx[:, : K - 1] = 0
            dx[:, places:] = 0
        if kind == "by sample":
            dw = np.stack([np.sum(dZ * x[:, k : k + places], axis=1) for k in range(K)], axis=1)
        if kind == "by place":
            db = dZ.sum(axis=0)
        return dx, dw, db

    return backward


def _conv1d_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, samples: int, length: int, kernel: int) -> Case:
        return call_case(
            note,
            dZ=rng.normal(size=(samples, length - kernel + 1)),
            x=rng.normal(size=(samples, length)),
            w=rng.choice([-1, 1], kernel) * rng.uniform(0.5, 2, kernel) + 0.1 * np.arange(kernel),
        )

    return [
        case("three signals, kernel of 3", 3, 7, 3),
        case("two signals, kernel of 2", 2, 6, 2),
        case("four signals, kernel of 4", 4, 9, 4),
        case("two signals, kernel of 3", 2, 8, 3),
    ]


EXERCISE = Function(
    conv1d_backward,
    _conv1d_cases,
    title="Go back through a convolution",
    points=3,
    difficulty=3,
    minutes=7,
    read_again=PLACES,
    slips=[
        slip("kernel the wrong way round", instead=_conv1d_variant("no flip")).asks(
            "Place i = 0 saw x₀ with w₀. With which weight does its delta go back to x₀?"
        ),
        slip("dw reversed", instead=_conv1d_variant("dw reversed")).asks(
            "Which inputs does w₀ multiply: those at the places themselves, or further on?"
        ),
        slip("mean over places", instead=_conv1d_variant("mean over places")).asks(
            "One weight acts at every place. Do the places add up, or average?"
        ),
        slip("mean over samples", instead=_conv1d_variant("mean over samples")).asks(
            "Where is the 1/N of the loss: already in dZ, or still to come?"
        ),
        slip("overwritten instead of added", instead=_conv1d_variant("overwritten")).asks(
            "Several places see the same input. What becomes of what the earlier ones sent?"
        ),
        slip("first place only", instead=_conv1d_variant("first place")).asks(
            "At how many places is the kernel used?"
        ),
        slip("ends of the signal forgotten", instead=_conv1d_variant("ends")).asks(
            "Do the inputs at both ends take part in no place at all?"
        ),
        slip("a gradient for every sample", instead=_conv1d_variant("by sample")).asks(
            "How many kernels are there, one for all samples or one for each?"
        ),
        slip("a bias for every place", instead=_conv1d_variant("by place")).asks(
            "How many biases does this layer have?"
        ),
    ],
)
