"""Find the rate beyond which momentum leaves a quadratic valley, from its Hessian and β."""

import numpy as np

from bplib.course.checks import Function, call_case, slip


def largest_stable_rate(
    H, beta, *, curvatures=np.linalg.eigvalsh, steepest=np.max, reach=lambda beta: 2 + 2 * beta
):
    """Return (2 + 2 beta) / (largest eigenvalue of H)."""
    return float(reach(beta) / steepest(curvatures(H)))


def cases(rng):
    """Draw four valleys with more and more memory, one along a line and three oblique ones."""

    def hessian(size):
        Q, _ = np.linalg.qr(rng.normal(size=(size, size)))
        curvatures = rng.uniform(0.5, 1.0, size) * np.geomspace(1, 40, size)
        H = Q * curvatures @ Q.T
        return (H + H.T) / 2

    return [
        call_case("no memory", H=hessian(2), beta=0.0),
        call_case("one direction", H=hessian(1), beta=float(rng.uniform(0.2, 0.5))),
        call_case("five directions", H=hessian(5), beta=float(rng.uniform(0.55, 0.8))),
        call_case("long memory", H=hessian(4), beta=float(rng.uniform(0.85, 0.97))),
    ]


EXERCISE = Function(
    largest_stable_rate,
    cases,
    title="Find the largest stable learning rate",
    points=3,
    difficulty=3,
    read_again="Why memory helps: two numbers, one matrix",
    slips=[
        slip("memory forgotten", reach=lambda beta: 2.0).asks(
            "Does a velocity change how far a single step may reach?"
        ),
        slip("half way", reach=lambda beta: 1 + beta).asks(
            "Is this the rate at which the steepest direction stops converging, or half of it?"
        ),
        slip("memory shrinks it", reach=lambda beta: 2 - 2 * beta).asks(
            "At the limit one root is −1. What do the three terms of the polynomial sum to?"
        ),
        slip("flattest direction", steepest=np.min).asks(
            "Which direction of the valley leaves first, the steep one or the flat one?"
        ),
        slip("diagonal for eigenvalues", curvatures=np.diag).asks(
            "When are the entries on the diagonal the curvatures of the valley?"
        ),
        slip("all curvatures added", steepest=np.sum).asks(
            "Do the steps in two perpendicular directions add up?"
        ),
        slip("length of all entries", curvatures=np.linalg.norm).asks(
            "Is the largest curvature the length of all entries together?"
        ),
        slip("best rate for largest", steepest=lambda found: found.max() + found.min()).asks(
            "Is the largest rate asked for, or the one that arrives soonest?"
        ),
        slip("mean curvature", steepest=np.mean).asks(
            "Which direction of the valley leaves first?"
        ),
        slip("momentum's own limit squared", reach=lambda beta: 2 * (1 + np.sqrt(beta)) ** 2).asks(
            "At the limit one root is −1. What do the three terms of the polynomial sum to?"
        ),
        slip("velocity of a steady gradient", reach=lambda beta: 2 / (1 - beta)).asks(
            "Is the gradient steady where w jumps from side to side?"
        ),
    ],
)
