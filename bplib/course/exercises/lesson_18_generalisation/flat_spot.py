"""Tell from the Hessian of a flat spot whether it is a minimum, a maximum or a saddle."""

import numpy as np

from bplib.course.checks import Function, call_case, slip


def flat_spot(H, *, curvatures=np.linalg.eigvalsh, down=np.all):
    """Return what kind of flat spot has this Hessian: "minimum", "maximum" or "saddle"."""
    found = curvatures(H)
    if np.all(found > 0):
        return "minimum"
    return "maximum" if down(found < 0) else "saddle"


def cases(rng):
    """Draw Hessians of one to five weights, some along the axes, the others oblique."""

    def turned(*signs):
        curvatures = np.array(signs) * rng.uniform(0.6, 1.2, len(signs))
        Q, _ = np.linalg.qr(rng.normal(size=(len(signs), len(signs))))
        H = Q @ np.diag(curvatures) @ Q.T
        return (H + H.T) / 2

    def along(*signs):
        return np.diag(np.array(signs) * rng.uniform(1, 2, len(signs)))

    # up to two of the saddles are summits or bottoms instead; one that falls more stays a saddle
    signs = [(1, 1, 1, -1), (-2, -2, 1, -1, -1), (1, -1, 1), (-1, -1, 1, -1)]
    for k in [(), (0,), (1,), (2,), (3,), (0, 2), (0, 3), (1, 2)][rng.integers(8)]:
        signs[k] = np.abs(signs[k]) * rng.choice([-1, 1])
    four, five, first, last = signs
    a, b, c = rng.uniform(1, 2), rng.uniform(1, 2), rng.choice([-1, 1]) * rng.uniform(3, 4)
    return [
        call_case("one weight", H=along(rng.choice([-1, 1]))),
        call_case("two weights", H=rng.choice([-1, 1]) * np.array([[a, c], [c, b]])),
        call_case("three weights", H=turned(1, 2, 3)),
        call_case("three weights", H=turned(-1, -2, -3)),
        call_case("three weights", H=turned(6, -1, -1)),
        call_case("four weights", H=turned(*four)),
        call_case("five weights", H=turned(*five)),
        call_case("along the axes", H=along(*first)),
        call_case("along the axes", H=along(*last)),
    ]


def by_determinant(H):
    """Return two numbers of one sign, the trace's, where the determinant is positive."""
    return np.trace(H) * np.array([1.0, np.linalg.det(H)])


EXERCISE = Function(
    flat_spot,
    cases,
    title="Tell a minimum from a saddle",
    points=2,
    difficulty=1,
    read_again="Where the slope is zero",
    slips=[
        slip("diagonal for eigenvalues", curvatures=np.diagonal).asks(
            "Only the axes are tried by the diagonal. What about a path between them?"
        ),
        slip("determinant", curvatures=by_determinant).asks(
            "What is the sign of a product of two negative numbers?"
        ),
        slip("trace", curvatures=np.trace).asks(
            "Can a sum of curvatures be positive when one of them is negative?"
        ),
        slip("largest curvature only", curvatures=lambda H: np.linalg.eigvalsh(H)[-1]).asks(
            "One direction goes up. Do all?"
        ),
        slip("one way down taken for a summit", down=np.any).asks(
            "Some directions lead down. Must all of them?"
        ),
        slip("summit and bottom swapped", given=lambda H: (-H,)).asks(
            "Which sign has the curvature of x² at 0?"
        ),
        slip("sizes of curvatures", curvatures=lambda H: np.abs(np.linalg.eigvalsh(H))).asks(
            "Does the sign of a curvature not matter?"
        ),
        slip(
            "first and last curvature only",
            curvatures=lambda H: np.linalg.eigvals(H).real[[0, -1]],
        ).asks("Do the first and the last curvature speak for those listed between them?"),
        slip("entries for curvatures", curvatures=np.ravel).asks(
            "Which numbers of a matrix tell how it bends: its entries?"
        ),
    ],
)
