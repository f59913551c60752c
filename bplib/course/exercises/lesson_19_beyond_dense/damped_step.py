"""Take one Levenberg–Marquardt step: between a Newton step and descent, as the damping says."""

import numpy as np

from bplib.course.checks import Function, call_case, slip


def damped_step(
    theta,
    J,
    r,
    damping,
    *,
    curvature=lambda J: J.T @ J,
    added=lambda JTJ, damping: damping * np.eye(len(JTJ)),
    solve=np.linalg.solve,
    slope=lambda J, r: J.T @ r,
    factor=1.0,
    far=1.0,
):
    """Return theta + s with (J^T J + damping I) s = -J^T r."""
    JTJ = curvature(J)
    step = solve(JTJ + added(JTJ, factor * damping), slope(J, r))
    return theta - far * step


def cases(rng):
    """Draw more errors than parameters, and one of each, damped a little and a lot."""

    def case(note, errors, parameters, damping):
        return call_case(
            note,
            theta=rng.normal(size=parameters),
            J=rng.normal(size=(errors, parameters)),
            r=rng.normal(size=errors),
            damping=damping,
        )

    return [
        case("eight errors, three parameters", 8, 3, float(rng.uniform(0.3, 0.6))),
        case("twelve errors, four parameters", 12, 4, float(rng.uniform(2, 4))),
        case("one error, one parameter", 1, 1, float(rng.uniform(0.05, 0.2))),
        case("heavily damped", 9, 5, float(rng.uniform(20, 40))),
    ]


EXERCISE = Function(
    damped_step,
    cases,
    title="Take one Levenberg–Marquardt step",
    points=2,
    difficulty=2,
    read_again="By hand: a matrix for a learning rate",
    met={"JTJ": "J^T J"},
    pure=True,
    slips=[
        slip("uphill", given=lambda theta, J, r, damping: (theta, J, -r, damping)).asks(
            "If r is positive and J is positive, should theta grow or shrink?"
        ),
        slip("no damping", added=lambda JTJ, damping: 0.0).asks(
            "What does your step do when J^T J has no inverse?"
        ),
        slip("damping on every entry", added=lambda JTJ, damping: damping).asks(
            "Which entries of the matrix λI are not 0?"
        ),
        slip(
            "damping scaled by the diagonal",
            added=lambda JTJ, damping: damping * np.diag(np.diag(JTJ)),
        ).asks("That is Marquardt's own variant. Which matrix does the formula here add?"),
        slip(
            "damping under a root",
            added=lambda JTJ, damping: np.sqrt(damping) * np.eye(len(JTJ)),
        ).asks("Is it λ or its root that stands beside J^T J?"),
        slip("curvature doubled", curvature=lambda J: 2 * J.T @ J).asks(
            "The loss is half the sum of squares. What does its second derivative begin with?"
        ),
        slip("plain descent", curvature=lambda J: 0 * (J.T @ J)).asks(
            "Where does your step use J^T J?"
        ),
        slip("diagonal for matrix", solve=lambda A, v: v / np.diag(A)).asks(
            "What happens to the entries of J^T J beside its diagonal?"
        ),
        slip(
            "step without its start", given=lambda theta, J, r, damping: (0 * theta, J, r, damping)
        ).asks("What was asked for: the step, or where it leads?"),
        slip("divided by the number of errors", curvature=lambda J: J.T @ J / len(J)).asks(
            "Is the loss half a sum of squares, or a mean of them?"
        ),
        slip("mean in the slope", slope=lambda J, r: J.T @ r / len(r)).asks(
            "Is the loss half a sum of squares, or a mean of them?"
        ),
        slip("not solved", solve=np.matmul).asks(
            "What does (JᵀJ + λI) do to s in the equation: is s on its right, or on its left?"
        ),
        slip("half the damping", factor=0.5).asks("By what is I multiplied in the equation?"),
        slip("twice the damping", factor=2.0).asks("By what is I multiplied in the equation?"),
        slip("half a step", far=0.5).asks(
            "Is the step the whole solution of that equation, or a part of it?"
        ),
    ],
)
