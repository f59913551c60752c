"""Shorten the gradients of all layers together, where their common norm is too long."""

import numpy as np

from bplib.course.checks import IN_PLACE, Function, call_case, slip


def common_norm(gradients):
    """Return the length of all arrays as one long vector."""
    return np.sqrt(sum(np.sum(g**2) for g in gradients))


def clip_gradients(
    gradients,
    max_norm,
    *,
    length=common_norm,
    scale=lambda norm, max_norm: max_norm / norm if norm > max_norm else 1.0,
):
    """Return the arrays, shortened together where their common norm exceeds max_norm."""
    factor = scale(length(gradients), max_norm)
    return [factor * g for g in gradients]


def cases(rng):
    """Draw gradients that are too long, short enough, or all zero."""

    def arrays(length, *shapes):
        made = [rng.normal(size=shape) * rng.uniform(0.5, 2.0) for shape in shapes]
        norm = np.sqrt(sum(np.sum(g**2) for g in made))
        return [g * length / norm for g in made]

    return [
        call_case("a long one", gradients=arrays(9.0, (3, 4), (4,), (4, 2, 3)), max_norm=2.5),
        call_case("a short one", gradients=arrays(0.8, (1, 3), (1,)), max_norm=1.5),
        call_case(
            "every part short, the whole long, both tiny",
            gradients=arrays(3.2e-3, (2, 3), (2, 3), (5, 2)),
            max_norm=2.9e-3,
        ),
        call_case("one array, very long", gradients=arrays(4e3, (5, 2)), max_norm=0.7),
        call_case("all zeros", gradients=[np.zeros((3, 2)), np.zeros(2)], max_norm=1.2),
    ]


def each_alone(answer):
    """Return an answer that clips every array by itself."""
    return lambda gradients, max_norm: [answer([g], max_norm)[0] for g in gradients]


EXERCISE = Function(
    clip_gradients,
    cases,
    title="Clip by the global norm",
    points=2,
    difficulty=2,
    core=True,
    read_again="Repair: clipping",
    pure=True,
    slips=[
        slip("each array alone", around=each_alone).asks(
            "Do all layers still step in the same proportion to each other?"
        ),
        slip(
            "entries cut off", instead=lambda gradients, m: [np.clip(g, -m, m) for g in gradients]
        ).asks("Does (3, 0.1) still point the same way when 3 is cut to 1?"),
        slip(
            "short gradients stretched", scale=lambda norm, max_norm: max_norm / max(norm, 1e-30)
        ).asks("What should happen to a gradient that is already short enough?"),
        slip("divided by zero", scale=lambda norm, max_norm: min(norm, max_norm) / norm).asks(
            "What does your function return at a minimum, where every gradient is 0?"
        ),
        slip(
            "a guard in the denominator, as PyTorch has",
            scale=lambda norm, max_norm: min(1.0, max_norm / (norm + 1e-6)),
        ).asks(
            "PyTorch divides by the norm plus 1e-6. Is the result then exactly as long as stated?"
        ),
        slip("root forgotten", length=lambda gradients: sum(np.sum(g**2) for g in gradients)).asks(
            "What is the length of the vector (3, 4)?"
        ),
        slip(
            "norms added", length=lambda gradients: sum(np.linalg.norm(g) for g in gradients)
        ).asks("Two perpendicular vectors of length 1: how long is their sum?"),
        slip(
            "largest entry for norm",
            length=lambda gradients: max(np.abs(g).max() for g in gradients),
        ).asks("How long is a vector of a hundred ones?"),
        slip(
            "clipped to length 1",
            scale=lambda norm, max_norm: 1 / norm if norm > max_norm else 1.0,
        ).asks("To which length are long gradients to be shortened?"),
        IN_PLACE.asks("Who else still holds the arrays that your function has just written to?"),
        slip(
            "root of the mean square",
            length=lambda gradients: common_norm(gradients) / sum(g.size for g in gradients) ** 0.5,
        ).asks("Does the length of a vector depend on how many entries it has besides their size?"),
        slip(
            "longest array for all",
            length=lambda gradients: max(np.linalg.norm(g) for g in gradients),
        ).asks("How many arrays does your norm know of?"),
        slip("multiplied by the norm", scale=lambda norm, m: norm / m if norm > m else 1.0).asks(
            "Does a long gradient come out shorter?"
        ),
        slip("sizes added", length=lambda gradients: sum(np.abs(g).sum() for g in gradients)).asks(
            "What is the length of the vector (3, 4)?"
        ),
    ],
)
