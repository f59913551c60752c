"""Forward pass and penalised loss."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.activations import relu, softmax
from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_11_softmax_classifier.shared import SHAPES, _problem
from bplib.losses import one_hot, softmax_cross_entropy


def softmax_net_loss(
    X: Any, y: Any, W1: Any, b1: Any, W2: Any, b2: Any, l2: float
) -> tuple[Any, float]:
    """Return the probabilities (N, C) and the penalised cross-entropy."""
    Z2 = relu(X @ W1 + b1) @ W2 + b2
    data = softmax_cross_entropy(Z2, one_hot(y, Z2.shape[1]))
    return softmax(Z2), float(data + l2 / 2 * (np.sum(W1**2) + np.sum(W2**2)))


def _loss_variant(kind: str) -> Callable[..., tuple[Any, float]]:
    """Return the forward pass and loss with one mistake."""

    def loss(X: Any, y: Any, W1: Any, b1: Any, W2: Any, b2: Any, l2: float) -> tuple[Any, float]:
        Z1 = X @ W1 + b1
        Z2 = (Z1 if kind == "no relu" else relu(Z1)) @ W2 + b2
        if kind == "relu on logits":
            Z2 = relu(Z2)
        axis = 0 if kind == "over images" else 1
        shift = 0.0 if kind == "no shift" else Z2.max(axis=axis, keepdims=True)
        if kind == "one shift":
            shift = Z2.max()
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            E = np.exp(Z2 - shift)
            total = E.sum(axis=axis, keepdims=True)
            P = E / total
            rows = np.arange(len(y))
            log_p = (Z2 - shift - np.log(total))[rows, y]
            if kind in ("rounded zero", "no shift"):
                log_p = np.log(P[rows, y])
            elif kind == "floor":
                log_p = np.log(P[rows, y] + 1e-8)
        data = -log_p.sum() / {"sum": 1, "entries": Z2.size}.get(kind, len(y))
        squares = {
            "biases": sum(np.sum(p**2) for p in (W1, b1, W2, b2)),
            "last layer": np.sum(W2**2),
        }.get(kind, np.sum(W1**2) + np.sum(W2**2))
        strength = {"no penalty": 0.0, "not halved": l2, "penalty by N": l2 / 2 / len(y)}
        return P, float(data + strength.get(kind, l2 / 2) * squares)

    return loss


def _loss_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for shape, penalised in zip(SHAPES, (True, False, True, True), strict=True):
        l2 = float(rng.uniform(0.05, 0.5)) if penalised else 0.0
        note = "with a penalty" if penalised else "no penalty"
        cases.append(call_case(note, **_problem(rng, shape), l2=l2))
    far = _problem(rng, (5, 3, 6, 4))
    order = rng.permutation(4)
    far["b2"] = 2000.0 * order + far["b2"]
    far["y"] = np.where(np.arange(5) % 2 == 0, order.argmin(), order.argmax())
    cases.append(call_case("logits of several thousand", **far, l2=0.0))
    mixed, order = _problem(rng, (5, 3, 6, 4)), rng.permutation(4)
    loud = int(rng.integers(5))
    mixed["X"][:, 0] = np.where(np.arange(5) == loud, 2000.0, -1.0)
    mixed["W1"][:, 0] = np.eye(3)[0]  # one unit hears the first input, and no other does
    mixed["W1"][0, 1:], mixed["b1"][0] = 0.0, 0.0
    mixed["W2"][0] = order
    mixed["y"][loud] = order.argmax()
    return [*cases, call_case("small logits in all images but one", **mixed, l2=0.0)]


EXERCISE = Function(
    softmax_net_loss,
    _loss_cases,
    title="Forward pass and penalised loss",
    points=3,
    difficulty=3,
    minutes=7,
    read_again="By hand: forward, delta, gradients, update",
    slips=[
        slip("penalty forgotten", instead=_loss_variant("no penalty")).asks(
            "Where does l2 enter your loss?"
        ),
        slip("penalty not halved", instead=_loss_variant("not halved")).asks(
            "What is the slope of your penalty by a weight?"
        ),
        slip("biases penalised", instead=_loss_variant("biases")).asks(
            "Which arrays does the sum in the penalty run over?"
        ),
        slip("penalty of the last layer", instead=_loss_variant("last layer")).asks(
            "How many weight matrices has this network?"
        ),
        slip("penalty divided by N", instead=_loss_variant("penalty by N")).asks(
            "Does the penalty depend on how many images are in the batch?"
        ),
        slip("sum for mean", instead=_loss_variant("sum")).asks(
            "What happens to your loss if every image is given twice?"
        ),
        slip("mean over all entries", instead=_loss_variant("entries")).asks(
            "How many numbers does one image contribute to the cross-entropy?"
        ),
        slip("no ReLU", instead=_loss_variant("no relu")).asks(
            "What lies between your two matrix products?"
        ),
        slip("ReLU on the logits", instead=_loss_variant("relu on logits")).asks(
            "May the logit of an unlikely class be negative?"
        ),
        slip("softmax over the images", instead=_loss_variant("over images")).asks(
            "Which sums of P are 1: those of the rows, or those of the columns?"
        ),
        slip("no shift", instead=_loss_variant("no shift")).asks(
            "How large is e to the power of the largest logit in the case that failed?"
        ),
        slip("one shift for all images", instead=_loss_variant("one shift")).asks(
            "What does your shift leave of an image whose logits are all small?"
        ),
        slip("logarithm of a rounded zero", instead=_loss_variant("rounded zero")).asks(
            "What is left of a probability of e⁻²⁰⁰⁰ in floating point, before its logarithm?"
        ),
        slip("small number in the logarithm", instead=_loss_variant("floor")).asks(
            "Which is the largest loss that your formula can give for one image?"
        ),
    ],
)
