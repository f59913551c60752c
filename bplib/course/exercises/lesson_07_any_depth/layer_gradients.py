"""Turn a layer's delta into its gradients."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_07_any_depth.shared import _signed, layer_gradients

GRADIENTS = "Gradients: where a batch adds up"


def _gradients_variant(kind: str) -> Callable[[Any, Any], tuple[Any, Any]]:
    """Return the gradients of a layer with one mistake."""

    def gradients(A_prev: Any, dZ: Any) -> tuple[Any, Any]:
        dW, db = layer_gradients(A_prev, dZ)
        return {
            "mean for sum": (dW, dZ.mean(axis=0)),
            "averaged again": (dW / len(dZ), db / len(dZ)),
            "wrong axis": (dW, dZ.sum(axis=1)),
            "row kept": (dW, dZ.sum(axis=0, keepdims=True)),
            "one number": (dW, dZ.sum()),
            "not summed": (dW, dZ),
            "last sample": (np.outer(A_prev[-1], dZ[-1]), dZ[-1]),
            "transposed": (dW.T, db),
        }[kind]

    return gradients


def _gradients_cases(rng: np.random.Generator) -> list[Case]:
    return [
        call_case(
            f"{N} samples, {n_in} inputs, {n_out} neuron{'s' * (n_out > 1)}",
            A_prev=_signed(rng, (N, n_in)),
            dZ=_signed(rng, (N, n_out)),
        )
        for N, n_in, n_out in ((5, 3, 4), (2, 4, 3), (7, 2, 1), (3, 5, 2))
    ]


EXERCISE = Function(
    layer_gradients,
    _gradients_cases,
    title="Turn a layer's delta into its gradients",
    points=3,
    difficulty=2,
    minutes=3,
    read_again=GRADIENTS,
    slips=[
        slip("mean for sum", instead=_gradients_variant("mean for sum")).asks(
            "Do weights and biases treat the samples alike in your answer?"
        ),
        slip("averaged again", instead=_gradients_variant("averaged again")).asks(
            "Is the 1/N of the loss already inside dZ?"
        ),
        slip("wrong axis", instead=_gradients_variant("wrong axis")).asks(
            "How many entries has your db, and how many neurons has the layer?"
        ),
        slip("a row matrix for a vector", instead=_gradients_variant("row kept")).asks(
            "b has one axis. How many has your db?"
        ),
        slip("one number for all biases", instead=_gradients_variant("one number")).asks(
            "Do all neurons of the layer share one bias?"
        ),
        slip("samples not summed", instead=_gradients_variant("not summed")).asks(
            "Your db has a row for every sample. How many rows has b?"
        ),
        slip("last sample only", instead=_gradients_variant("last sample")).asks(
            "What became of the other samples of the batch?"
        ),
        slip("gradient transposed", instead=_gradients_variant("transposed")).asks(
            "Which shape must dW have, so that it can be subtracted from W?"
        ),
    ],
)
