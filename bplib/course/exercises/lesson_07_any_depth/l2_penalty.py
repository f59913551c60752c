"""Add a penalty on large weights."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_07_any_depth.shared import _network, _signed

PENALTY = "A penalty on large weights"


def l2_penalty(
    P: Any, Y: Any, parameters: dict[str, Any], gradients: dict[str, Any], l2: float
) -> tuple[Any, dict[str, Any]]:
    """Return loss and gradients with l2/2 times the sum of all squared weights added."""
    weights = {name: array for name, array in parameters.items() if name[0] == "W"}
    squares = sum(np.sum(W**2) for W in weights.values())
    added = {name: gradients[name] + l2 * W for name, W in weights.items()}
    return _data_loss(P, Y) + l2 / 2 * squares, {**gradients, **added}


def _data_loss(P: Any, Y: Any) -> Any:
    return np.sum((P - Y) ** 2) / (2 * len(Y))


def _penalty_variant(kind: str) -> Callable[..., Any]:
    """Return loss and gradients with one mistake."""

    def penalised(P: Any, Y: Any, parameters: Any, gradients: Any, l2: float) -> Any:
        if kind == "divided by N":
            return l2_penalty(P, Y, parameters, gradients, l2 / len(Y))
        data = _data_loss(P, Y)
        loss, new = l2_penalty(P, Y, parameters, gradients, l2)
        weights = {name: array for name, array in parameters.items() if name[0] == "W"}
        if kind == "gradient forgotten":
            return loss, {**gradients}
        if kind == "loss forgotten":
            return data, new
        if kind == "factor 2":
            return loss, {**new, **{k: gradients[k] + 2 * l2 * W for k, W in weights.items()}}
        if kind == "half kept":
            return loss, {**new, **{k: gradients[k] + l2 / 2 * W for k, W in weights.items()}}
        if kind == "no half":
            return 2 * loss - data, new
        if kind == "biases too":
            loss = data + l2 / 2 * sum(np.sum(array**2) for array in parameters.values())
            return loss, {k: gradients[k] + l2 * array for k, array in parameters.items()}
        if kind == "not added":
            return loss, {**new, **{k: l2 * W for k, W in weights.items()}}
        if kind == "length":
            return data + l2 / 2 * sum(np.linalg.norm(W) for W in weights.values()), new
        for name, W in weights.items():  # in place
            gradients[name] += l2 * W
        return loss, gradients

    return penalised


def _penalty_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for N, sizes, l2 in ((5, (3, 4, 2), 0.1), (8, (2, 5, 3, 4), 0.03), (3, (4, 2), 0.7)):
        named = []
        for _ in range(2):
            pairs = zip(*_network(rng, sizes), strict=True)
            layers = [(("W", W), ("b", b)) for W, b in pairs]
            named.append(
                {f"{key}{k}": array for k, two in enumerate(layers, 1) for key, array in two}
            )
        cases.append(
            call_case(
                f"{len(sizes) - 1} layer{'s' * (len(sizes) > 2)}",
                P=_signed(rng, (N, sizes[-1])),
                Y=_signed(rng, (N, sizes[-1])),
                parameters=named[0],
                gradients=named[1],
                l2=l2,
            )
        )
    return cases


EXERCISE = Function(
    l2_penalty,
    _penalty_cases,
    title="Add a penalty on large weights",
    points=2,
    difficulty=2,
    minutes=4,
    read_again=PENALTY,
    pure=True,
    slips=[
        slip("gradient forgotten", instead=_penalty_variant("gradient forgotten")).asks(
            "The loss has a new term that depends on W. Has its gradient?"
        ),
        slip("loss forgotten", instead=_penalty_variant("loss forgotten")).asks(
            "Of which loss is your gradient the gradient?"
        ),
        slip("factor 2", instead=_penalty_variant("factor 2")).asks(
            "What is the ½ in front of the penalty for?"
        ),
        slip("half kept", instead=_penalty_variant("half kept")).asks(
            "What is the derivative of ½ w²?"
        ),
        slip("half forgotten in the loss", instead=_penalty_variant("no half")).asks(
            "Which factor stands in front of the squares in the penalty?"
        ),
        slip("biases penalised", instead=_penalty_variant("biases too")).asks(
            "Does the sum run over the biases as well?"
        ),
        slip("divided by N", instead=_penalty_variant("divided by N")).asks(
            "Does the penalty know how many samples the batch holds?"
        ),
        slip("data forgotten", instead=_penalty_variant("not added")).asks(
            "What became of the gradients that you were given?"
        ),
        slip("length for its square", instead=_penalty_variant("length")).asks(
            "Is the penalty a sum of squares, or of the roots of such sums?"
        ),
        slip("changed in place", instead=_penalty_variant("in place")).asks(
            "What does the caller find in gradients after calling your function?"
        ),
    ],
)
