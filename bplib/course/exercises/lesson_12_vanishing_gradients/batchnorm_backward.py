"""Go back through a normalised batch."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_12_vanishing_gradients.shared import Triple, _batch, _mean


def batchnorm_backward(dY: Any, Z: Any, gamma: Any, eps: float) -> Triple:
    """Return (dZ, dgamma, dbeta).

    dZ = gamma / sqrt(variance + eps) (dY - mean(dY) - Z_hat mean(dY Z_hat)), means by column.
    """
    centred = Z - _mean(Z)
    spread = np.sqrt(_mean(centred * centred) + eps)
    Z_hat = centred / spread
    products = dY * Z_hat
    dZ = gamma / spread * (dY - _mean(dY) - Z_hat * _mean(products))
    return dZ, products.sum(axis=-2), dY.sum(axis=-2)


def _normalise_back_variant(kind: str) -> Callable[..., Triple]:
    """Return the backward pass with one mistake."""

    def backward(dY: Any, Z: Any, gamma: Any, eps: float) -> Triple:
        variance = Z.var(axis=0, ddof=1 if kind == "unbiased" else 0)
        spread = np.sqrt(variance + (0.0 if kind == "no eps" else eps))
        Z_hat = (Z - Z.mean(axis=0)) / spread
        common, stretch = dY.mean(axis=0), (dY * Z_hat).mean(axis=0)
        if kind in ("mean's path", "both paths"):
            common = np.zeros_like(common)
        if kind in ("variance's path", "both paths"):
            stretch = np.zeros_like(stretch)
        if kind == "sums":
            common, stretch = dY.sum(axis=0), (dY * Z_hat).sum(axis=0)
        factor = (1.0 if kind == "no gamma" else gamma) / spread
        dZ = factor * (dY - common - Z_hat * stretch)
        dgamma = (dY * (Z if kind == "raw Z" else Z_hat)).sum(axis=0)
        dbeta = dY.sum(axis=0)
        if kind == "averaged":
            dgamma, dbeta = dgamma / len(Z), dbeta / len(Z)
        if kind == "swapped":
            dgamma, dbeta = dbeta, dgamma
        return dZ, dgamma, dbeta

    return backward


def _normalise_back_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, samples: int, units: int, eps: float) -> Case:
        return call_case(
            note,
            dY=rng.normal(size=(samples, units)) + 0.4,
            Z=_batch(rng, samples, units),
            gamma=rng.choice([-1, 1], units) * rng.uniform(0.5, 2, units),
            eps=eps,
        )

    return [
        case("five samples, three units", 5, 3, 0.05),
        case("four samples, six units", 4, 6, 0.2),
        case("seven samples, two units", 7, 2, 1e-5),
        case("six samples, five units", 6, 5, 0.5),
    ]


EXERCISE = Function(
    batchnorm_backward,
    _normalise_back_cases,
    title="Go back through a normalised batch",
    points=3,
    difficulty=4,
    minutes=7,
    read_again="Repair: batch normalisation",
    slips=[
        slip("mean's path forgotten", instead=_normalise_back_variant("mean's path")).asks(
            "Moving one sample moves the column's mean. Who feels that?"
        ),
        slip("variance's path forgotten", instead=_normalise_back_variant("variance's path")).asks(
            "Moving one sample changes the column's variance. Who feels that?"
        ),
        slip(
            "mean and variance taken for constants", instead=_normalise_back_variant("both paths")
        ).asks("Would your dZ change if mean and variance came from somewhere else?"),
        slip("sums for means", instead=_normalise_back_variant("sums")).asks(
            "The mean holds each sample with weight 1/N. Where is that 1/N?"
        ),
        slip("gamma forgotten", instead=_normalise_back_variant("no gamma")).asks(
            "What lies between Z_hat and Y?"
        ),
        slip("divided by N − 1", instead=_normalise_back_variant("unbiased")).asks(
            "Is this the variance that the forward pass used?"
        ),
        slip("eps left out", instead=_normalise_back_variant("no eps")).asks(
            "Is this the root that the forward pass divided by?"
        ),
        slip("Z for Z_hat in dgamma", instead=_normalise_back_variant("raw Z")).asks(
            "By what is gamma multiplied in the forward pass?"
        ),
        slip("dgamma and dbeta averaged", instead=_normalise_back_variant("averaged")).asks(
            "One gamma serves every sample. Do the roads to it add up, or average?"
        ),
        slip("dgamma and dbeta swapped", instead=_normalise_back_variant("swapped")).asks(
            "Which of the two multiplies, and which is added?"
        ),
    ],
)
