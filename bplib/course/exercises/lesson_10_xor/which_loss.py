"""Say which loss a gradient by the logit belongs to: one of three, or none of them."""

import numpy as np

from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_10_xor.shared import slope


def deltas(P, Y):
    """Return dL/dZ by the name of the loss, for a sigmoid output, (N, 1)."""
    error = (P - Y) / len(P)
    return {
        "mse": 2 * error * slope(P),
        "half_squared_error": error * slope(P),
        "binary_cross_entropy": error,
    }


def which_loss(
    P,
    Y,
    dZ,
    *,
    by_name=deltas,
    same=lambda dZ, delta: np.allclose(dZ, delta, rtol=1e-6, atol=0),
    otherwise=lambda dZ, known: "none",
):
    """Return the loss whose delta dZ is, or "none"."""
    known = by_name(P, Y)
    for name, delta in known.items():
        if same(dZ, delta):
            return name
    return otherwise(dZ, known)


def cases(rng):
    """Draw each loss, then gradients that are too long, reversed, or spoilt in some entries."""

    def case(name, factor=1.0, spoilt=None, moved=False):
        samples = int(rng.integers(4, 8))
        Y = rng.permutation([0.0, 1.0, *rng.integers(0, 2, samples - 2)])[:, np.newaxis]
        P = rng.uniform(0.08, 0.42, (samples, 1))  # so that slopes differ between the samples
        P = np.where(rng.random((samples, 1)) < 0.5, P, 1 - P)
        dZ = factor * deltas(P, Y)[name]
        if spoilt is not None:
            dZ[spoilt] *= rng.uniform(1.2, 1.9, dZ[spoilt].shape)
        if moved:  # from one entry to another: the sum stays
            dZ[1:3, 0] += rng.uniform(0.002, 0.004) * np.array([1.0, -1.0])
        return call_case(f"{samples} samples", P=P, Y=Y, dZ=dZ)

    losses = ["half_squared_error", "binary_cross_entropy", "mse"]
    drawn = iter(rng.choice(losses, 7))
    return [
        *(case(name) for name in losses),
        case(next(drawn), factor=9.0),
        case(next(drawn), spoilt=slice(1, None)) if rng.random() < 0.5 else case(next(drawn)),
        case(next(drawn), factor=-1.0),
        case(next(drawn), spoilt=slice(0, 1)),
        case(next(drawn), spoilt=slice(2, 3)),
        case(next(drawn), moved=True),
    ]


def nearest(dZ, known):
    """Return the loss whose delta is least far away."""
    return min(known, key=lambda name: np.abs(known[name] - dZ).sum())


def along(P, Y, dZ):
    """Return the loss whose delta points the same way or the opposite one; by length of two."""

    def parallel(a, b):
        return abs(abs(np.vdot(a, b)) - np.linalg.norm(a) * np.linalg.norm(b)) < 1e-12

    known = deltas(P, Y)
    if parallel(dZ, known["binary_cross_entropy"]):
        return "binary_cross_entropy"
    if not parallel(dZ, known["mse"]):
        return "none"
    longer = np.linalg.norm(dZ) > 0.75 * np.linalg.norm(known["mse"])
    return "mse" if longer else "half_squared_error"


def exchanged(P, Y):
    """Return the three deltas with two names exchanged."""
    known = deltas(P, Y)
    known["mse"], known["half_squared_error"] = known["half_squared_error"], known["mse"]
    return known


EXERCISE = Function(
    which_loss,
    cases,
    title="Say which loss a gradient belongs to",
    points=3,
    difficulty=2,
    read_again="A loss and a gradient that are strangers",
    met={"known": "the delta of each loss"},
    slips=[
        slip("slopes by the prediction", given=lambda P, Y, dZ: (P, Y, dZ * slope(P))).asks(
            "Is the array that you are given a slope by p or by z?"
        ),
        slip("equal up to a factor", same=lambda dZ, delta: np.ptp(dZ / delta) < 1e-6).asks(
            "Does a gradient that is nine times too long belong to the loss?"
        ),
        slip("sizes compared", same=lambda dZ, delta: np.allclose(abs(dZ), abs(delta))).asks(
            "What would a step along a gradient of the opposite sign do?"
        ),
        slip("one entry compared", same=lambda dZ, delta: np.isclose(dZ[0, 0], delta[0, 0])).asks(
            "Can two different gradients agree in their first entry?"
        ),
        slip("any entry will do", same=lambda dZ, delta: np.isclose(dZ, delta).any()).asks(
            "How many entries must agree?"
        ),
        slip(
            "not averaged",
            by_name=lambda P, Y: {name: len(P) * delta for name, delta in deltas(P, Y).items()},
        ).asks("All three losses are means over the samples. Are your deltas, too?"),
        slip("nearest loss taken", otherwise=nearest).asks(
            "What should your function say of a gradient that belongs to no loss?"
        ),
        slip("direction only", instead=along).asks(
            "Does a gradient that is nine times too long, or reversed, belong to the loss?"
        ),
        slip("sums compared", same=lambda dZ, delta: np.isclose(dZ.sum(), delta.sum())).asks(
            "Can two different gradients have the same sum?"
        ),
        slip("never none", otherwise=lambda dZ, known: "mse").asks(
            "What should your function say of a gradient that belongs to no loss?"
        ),
        slip(
            "factor 2 forgotten",
            by_name=lambda P, Y: {
                n: d / (1 + (n != "binary_cross_entropy")) for n, d in deltas(P, Y).items()
            },
        ).asks("What is the slope of a square, and of half a square?"),
        slip("mse and half exchanged", by_name=exchanged).asks(
            "Which of the two losses has a ½ in front of the square?"
        ),
        slip("first comparison decides", by_name=lambda P, Y: {"mse": deltas(P, Y)["mse"]}).asks(
            "When the first comparison fails, are the others still made?"
        ),
    ],
)
