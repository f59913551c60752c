"""Follow ∂L/∂Z back through the layers and measure it in each, to see where a gradient fades."""

from itertools import pairwise

import numpy as np

from bplib.course.checks import Function, call_case, slip


def delta_norms(
    dA,
    weights,
    slopes,
    *,
    norm=np.linalg.norm,
    measured=lambda dA, dZ: dZ,
    passed=lambda dA, dZ: dZ,
    back=lambda dZ, W: dZ @ W.T,
):
    """Return the norm of dL/dZ for layers 1 to K."""
    norms = []
    for W, slope in zip(reversed(weights), reversed(slopes), strict=True):
        dZ = dA * slope
        norms.append(norm(measured(dA, dZ)))
        dA = back(passed(dA, dZ), W)
    return norms[::-1]


def cases(rng):
    """Draw networks of one to five layers; in one of them all layers are equally wide."""

    def case(note, samples, *sizes):
        weights = [rng.normal(size=pair) for pair in pairwise(sizes)]
        slopes = [rng.uniform(0.1, 0.9, (samples, size)) for size in sizes[1:]]
        return call_case(
            note, dA=rng.normal(size=(samples, sizes[-1])), weights=weights, slopes=slopes
        )

    return [
        case("three layers", 5, 3, 4, 6, 2),
        case("one layer, one sample", 1, 5, 3),
        case("four layers of one width", 3, 5, 5, 5, 5, 5),
        case("five layers", 6, 4, 3, 5, 2, 7, 3),
    ]


EXERCISE = Function(
    delta_norms,
    cases,
    title="Measure the delta of every layer",
    points=2,
    difficulty=3,
    core=True,
    read_again="In NumPy: a gauge for every layer",
    slips=[
        slip(
            "slopes forgotten", given=lambda dA, weights, slopes: (dA, weights, [1.0] * len(slopes))
        ).asks("The loss feels Z only through A = f(Z). Where is f in your delta?"),
        slip(
            "last slope forgotten",
            given=lambda dA, weights, slopes: (dA, weights, [*slopes[:-1], 1.0]),
        ).asks("Is the array that you were handed ∂L/∂A of the last layer, or ∂L/∂Z?"),
        slip("slope not passed on", passed=lambda dA, dZ: dA).asks(
            "Which of the two goes back through the weights, ∂L/∂A or ∂L/∂Z?"
        ),
        slip("measured before the slope", measured=lambda dA, dZ: dA).asks(
            "Is what you measure ∂L/∂Z, or still ∂L/∂A?"
        ),
        slip("weights not transposed", back=np.matmul).asks(
            "Which index of W belongs to the layer that you come from, and which is summed over?"
        ),
        slip("last layer first", result=lambda norms: norms[::-1]).asks(
            "You walk backwards. In which order are the norms asked for?"
        ),
        slip("root forgotten", norm=lambda d: np.sum(d**2)).asks(
            "If every entry doubles, should a norm double or quadruple?"
        ),
        slip("averaged", norm=lambda d: np.sqrt(np.mean(d**2))).asks(
            "Does the specification divide by the number of entries?"
        ),
        slip("absolute values added", norm=lambda d: np.sum(np.abs(d))).asks(
            "What is the length of the vector (3, 4)?"
        ),
        slip("samples added first", norm=lambda d: np.linalg.norm(d.sum(axis=0))).asks(
            "What is left when one sample's delta is the opposite of another's?"
        ),
        slip("matrix norm", norm=lambda d: np.linalg.norm(d, 2)).asks(
            "Which norm is asked for: that of a matrix, or that of all entries as one vector?"
        ),
        slip("largest entry", norm=lambda d: np.abs(d).max()).asks(
            "How many entries of the delta does your number know of?"
        ),
        slip("mean of the samples' norms", norm=lambda d: np.linalg.norm(d, axis=1).mean()).asks(
            "Is one norm asked for, or a mean of norms?"
        ),
        slip("mean size", norm=lambda d: np.abs(d).mean()).asks(
            "Is the length of a delta asked for, or the mean size of its entries?"
        ),
        slip("slopes one layer off", given=lambda dA, Ws, s: (dA, Ws, [s[-1], *s[:-1]])).asks(
            "Whose slope stands beside which layer's weights?"
        ),
        slip(
            "divided by the root of the samples", norm=lambda d: np.linalg.norm(d) / np.sqrt(len(d))
        ).asks("Does the specification divide by anything?"),
    ],
)
