"""Find the layer that breaks the law."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_07_any_depth.shared import (
    Arrays,
    _network,
    _signed,
    backward_any_depth,
    forward_with_cache,
)

LEDGER = "A free check: one sum, the same in every layer"


def layer_ledger(weights: Sequence[Any], gradients: Sequence[Any]) -> tuple[list[float], int]:
    """Return the sum of W * dW of every layer, and which layer disagrees with the others."""
    sums = [float(np.sum(W * dW)) for W, dW in zip(weights, gradients, strict=True)]
    return sums, _odd(sums)


def _odd(sums: Sequence[float]) -> int:
    off = np.abs(np.asarray(sums) - np.median(sums))
    return int(off.argmax()) + 1 if off.max() > 1e-3 * np.abs(sums).max() else 0


def _ledger_variant(kind: str) -> Callable[..., tuple[list[float], int]]:
    """Return sums and the odd layer with one mistake."""

    def ledger(weights: Any, gradients: Any) -> tuple[list[float], int]:
        pairs = list(zip(weights, gradients, strict=True))
        sums, odd = layer_ledger(weights, gradients)
        if kind == "matrix product":
            sums = [float(np.sum(W.T @ dW)) for W, dW in pairs]
        if kind == "sizes":
            sums = [float(np.sum(np.abs(W * dW))) for W, dW in pairs]
        if kind == "mean":
            sums = [float(np.mean(W * dW)) for W, dW in pairs]
        if kind == "gradient alone":
            sums = [float(np.sum(dW)) for _, dW in pairs]
        if kind in ("matrix product", "sizes", "mean", "gradient alone"):
            odd = _odd(sums)
        if kind == "from zero":
            odd = odd - 1
        if kind == "always one":
            odd = int(np.abs(np.asarray(sums) - np.median(sums)).argmax()) + 1
        if kind == "exact":
            odd = next((k for k, s in enumerate(sums, 1) if sums.count(s) == 1), 0)
        if kind == "first trusted":
            close = np.isclose(sums, sums[0], rtol=1e-3)
            odd = 0 if close.all() else int(close.argmin()) + 1
        return sums, odd

    return ledger


def _balanced_network(rng: np.random.Generator, depth: int) -> tuple[Arrays, Arrays, list[float]]:
    """Return weights, gradients and their sums for a ReLU network with zero biases."""
    sizes = [int(n) for n in rng.permutation([3, 4, 5, 6, 7, 8])[: depth + 1]]
    weights, biases = _network(rng, sizes, zero_biases=True)
    names = ["relu"] * (depth - 1) + ["identity"]
    Zs, As = forward_with_cache(_signed(rng, (9, sizes[0])), weights, biases, names)
    Y = As[-1] * rng.uniform(0.2, 0.8) + 0.3 * _signed(rng, As[-1].shape)
    dWs, _ = backward_any_depth(Y, weights, Zs, As, names)
    return weights, dWs, layer_ledger(weights, dWs)[0]


def _ledger_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for depth, wrong, factor in ((3, 2, 0.5), (4, 0, 1.0), (4, 4, -1.0), (3, 1, 1.25), (5, 3, 2.0)):
        while True:
            weights, dWs, sums = _balanced_network(rng, depth)
            sizes = [np.sum(np.abs(W * dW)) for W, dW in zip(weights, dWs, strict=True)]
            rounded_apart = sums.count(sums[0]) == 1  # so that exact equality fails
            if rounded_apart and abs(sums[0]) > 0.2 * max(sizes) and abs(sums[0]) > 0.05:
                break
        if wrong:
            dWs[wrong - 1] = factor * dWs[wrong - 1]
        cases.append(call_case(f"{depth} layers", weights=weights, gradients=dWs))
    return cases


EXERCISE = Function(
    layer_ledger,
    _ledger_cases,
    title="Find the layer that breaks the law",
    points=3,
    difficulty=3,
    minutes=5,
    read_again=LEDGER,
    slips=[
        slip("matrix product for entrywise", instead=_ledger_variant("matrix product")).asks(
            "How many products has the sum over i and j of W_ij dW_ij?"
        ),
        slip("sizes added", instead=_ledger_variant("sizes")).asks(
            "May the terms of the sum cancel?"
        ),
        slip("mean for sum", instead=_ledger_variant("mean")).asks(
            "Layers differ in their number of weights. Does your number depend on it?"
        ),
        slip("gradient alone", instead=_ledger_variant("gradient alone")).asks(
            "What multiplies each entry of dW in the law?"
        ),
        slip("layers counted from zero", instead=_ledger_variant("from zero")).asks(
            "What do you answer when layer 1 is the odd one, and what when none is?"
        ),
        slip("somebody must be guilty", instead=_ledger_variant("always one")).asks(
            "What does your function say of a network without a fault?"
        ),
        slip("exact equality", instead=_ledger_variant("exact")).asks(
            "Can two sums of rounded numbers be expected to agree in the last digit?"
        ),
        slip("first layer trusted", instead=_ledger_variant("first trusted")).asks(
            "What does your function say when layer 1 itself is the odd one?"
        ),
    ],
)
