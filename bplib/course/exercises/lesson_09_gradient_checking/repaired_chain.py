"""Repair the way back through a stack of tanh layers: equal widths hide a missing transpose."""

from itertools import pairwise

import numpy as np

from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_09_gradient_checking.shared import LOCALISE, signed


def tanh_slopes(activations):
    """Return the slopes of tanh, layer by layer, from its outputs."""
    return [1 - A**2 for A in activations]


def repaired_chain(
    dA,
    weights,
    activations,
    *,
    slopes=tanh_slopes,
    back=lambda dA, dZ, W: dZ @ W.T,
):
    """Return the deltas of all tanh layers, the first layer's first."""
    deltas = []
    for W, slope in zip(reversed(weights), reversed(slopes(activations)), strict=True):
        dZ = dA * slope
        dA = back(dA, dZ, W)
        deltas.insert(0, dZ)
    return deltas


def cases(rng):
    """Draw stacks of equal layers, and one of unequal layers."""

    def case(note, N, *widths):
        weights = [signed(rng, shape) for shape in pairwise(widths)]
        activations = [np.tanh(signed(rng, (N, n))) for n in widths[1:]]
        dA = signed(rng, (N, widths[-1]))
        return call_case(note, dA=dA, weights=weights, activations=activations)

    return [
        case("three layers of 3 units", 5, 3, 3, 3, 3),
        case("four layers of 2 units", 3, 2, 2, 2, 2, 2),
        case("two layers of 4 units, one sample", 1, 4, 4, 4),
        case("layers of 4, 1 and 5 units", 6, 2, 4, 1, 5),
    ]


def overwriting(answer):
    """Return an answer that multiplies the slope of the last layer into the caller's dA."""

    def in_place(dA, weights, activations):
        deltas = answer(dA, weights, activations)
        dA *= 1 - activations[-1] ** 2
        return deltas

    return in_place


EXERCISE = Function(
    repaired_chain,
    cases,
    title="Repair a stack of equal layers",
    points=2,
    difficulty=2,
    minutes=4,
    read_again=LOCALISE,
    pure=True,
    slips=[
        slip("not repaired", back=lambda dA, dZ, W: dZ @ W).asks(
            "Which index of W belongs to the layer that the delta comes from?"
        ),
        slip(
            "transposed only where it must be",
            back=lambda dA, dZ, W: dZ @ (W if len(W) == W.shape[1] else W.T),
        ).asks("When two layers are equally wide, do shapes say which way W points?"),
        slip(
            "symmetrised",
            back=lambda dA, dZ, W: dZ @ ((W + W.T) / 2 if len(W) == W.shape[1] else W.T),
        ).asks("Which of W and its transpose goes back, or is it the mean of both?"),
        slip("weights by their signs", back=lambda dA, dZ, W: dZ @ np.sign(W).T).asks(
            "By what does a delta grow on its way back through a weight of 3?"
        ),
        slip(
            "weights of the layer below",
            given=lambda dA, weights, As: (dA, [weights[-1], *weights[:-1]], As),
        ).asks("Through which weights did the upper layer hear the lower one?"),
        slip("slope forgotten", slopes=lambda As: [1.0 for A in As]).asks(
            "What stands between a layer's Z and its A?"
        ),
        slip(
            "slope at the output only",
            slopes=lambda As: [*(1.0 for A in As[:-1]), 1 - As[-1] ** 2],
        ).asks("How many layers end in a tanh, and how many slopes do you use?"),
        slip(
            "slope of the layer below",
            slopes=lambda As: [1 - A**2 for A in [As[0], *As[:-1]]],
        ).asks("Which activation does layer l itself put out?"),
        slip("slope of the sigmoid", slopes=lambda As: [A * (1 - A) for A in As]).asks(
            "Which activation has the slope a(1 − a)?"
        ),
        slip("activation for the slope", slopes=list).asks("Is A how high tanh is, or how steep?"),
        slip(
            "slope fed with tanh of the output",
            slopes=lambda As: [1 - np.tanh(A) ** 2 for A in As],
        ).asks("How often was tanh applied on the way to A?"),
        slip("slope twice", slopes=lambda As: [(1 - A**2) ** 2 for A in As]).asks(
            "How often does each layer's slope multiply its delta?"
        ),
        slip("delta not handed on", back=lambda dA, dZ, W: dA @ W.T).asks(
            "Which of the two goes back through the weights, dL/dA or dL/dZ?"
        ),
        slip("changed in place", around=overwriting).asks(
            "What does the caller find in dA after calling your function?"
        ),
        slip("top layer first", result=lambda deltas: deltas[::-1]).asks(
            "In which order does the specification want the deltas?"
        ),
        slip("averaged at every layer", back=lambda dA, dZ, W: dZ @ W.T / len(dZ)).asks(
            "The last layer is right and the others shrink. What is divided on every step?"
        ),
    ],
)
