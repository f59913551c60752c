"""Take a step that cannot leap: clip all gradients together to one norm, then descend."""

from functools import partial

import numpy as np

from bplib.course.checks import IN_PLACE, Function, call_case, slip
from bplib.course.exercises.lesson_19_beyond_dense.shared import TIMES


def clipped(gradients, max_norm, *, root=np.sqrt, share=lambda norm, m: m / max(norm, m)):
    """Return the gradients, all shortened by one factor if they are longer than `max_norm`."""
    norm = root(sum(np.sum(g * g) for g in gradients))
    return [share(norm, max_norm) * g for g in gradients]


def clipped_update(parameters, gradients, lr, max_norm, *, clip=clipped):
    """Return the parameters after a step of descent along the clipped gradient."""
    steps = clip(gradients, max_norm)
    return [p - lr * g for p, g in zip(parameters, steps, strict=True)]


def cases(rng):
    """Draw gradients of given lengths, also none at all, and all parts short but the whole long."""

    def case(note, length, max_norm, lr, *shapes):
        gradients = [rng.normal(size=shape) for shape in shapes]
        norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
        return call_case(
            note,
            parameters=[rng.normal(size=shape) for shape in shapes],
            gradients=[g * length / norm for g in gradients],
            lr=lr,
            max_norm=max_norm,
        )

    return [
        case("a long gradient", 8.0, 2.0, 0.1, (3, 4), (4, 4, 2), (4,)),
        case("a short gradient", 0.6, 1.5, 0.2, (1, 3), (3, 3), (1,)),
        case("every part short, the whole long, both tiny", 3e-4, 2.8e-4, 2e3, (2, 5), (5, 2)),
        case("a very long gradient of one array", 900.0, 0.5, 0.05, (4, 2)),
        case("no gradient at all", 0.0, 0.7, 0.1, (2, 3), (3,)),
    ]


def by_the_parameters(parameters, gradients, lr, max_norm):
    """Shorten the gradients by what the parameters would have to be shortened."""
    norm = np.sqrt(sum(np.sum(p * p) for p in parameters))
    share = max_norm / max(norm, max_norm)
    return [p - lr * share * g for p, g in zip(parameters, gradients, strict=True)]


EXERCISE = Function(
    clipped_update,
    cases,
    title="Take a step that cannot leap",
    points=2,
    difficulty=2,
    minutes=4,
    read_again=TIMES,
    pure=True,
    slips=[
        slip("not clipped", clip=lambda gradients, max_norm: gradients).asks(
            "How far does your step go when the gradient is a thousand times longer?"
        ),
        slip(
            "each array alone",
            clip=lambda gradients, max_norm: [clipped([g], max_norm)[0] for g in gradients],
        ).asks("Does the step still point down the gradient of all parameters together?"),
        slip(
            "step clipped instead of gradient",
            given=lambda p, g, lr, max_norm: (p, g, lr, max_norm / lr),
        ).asks("What is limited here: the gradient, or the gradient times the learning rate?"),
        slip(
            "short gradients stretched", clip=partial(clipped, share=lambda norm, m: m / norm)
        ).asks("What should happen to a gradient that is short enough?"),
        slip(
            "entries cut off",
            clip=lambda gradients, max_norm: [np.clip(g, -max_norm, max_norm) for g in gradients],
        ).asks("Does (3, 0.1) still point the same way when 3 is cut to 1?"),
        slip(
            "divided by zero", clip=partial(clipped, share=lambda norm, m: min(norm, m) / norm)
        ).asks("What does your step do at a minimum, where every gradient is 0?"),
        slip(
            "a small number in the denominator",
            clip=partial(clipped, share=lambda norm, m: min(1.0, m / (norm + 1e-6))),
        ).asks(
            "How long is your clipped gradient: exactly as long as stated, or a little shorter?"
        ),
        slip("root forgotten", clip=partial(clipped, root=float)).asks(
            "What is the length of the vector (3, 4)?"
        ),
        slip("uphill", given=lambda p, g, lr, max_norm: (p, g, -lr, max_norm)).asks(
            "Which way does the loss fall, along the gradient or against it?"
        ),
        IN_PLACE.asks("Who else still holds the arrays that your function has just written to?"),
        slip("norm of the parameters", instead=by_the_parameters).asks(
            "Whose length is limited: that of the parameters, or that of the gradient?"
        ),
        slip(
            "clipped to length 1",
            clip=partial(clipped, share=lambda norm, m: 1 / norm if norm > m else 1.0),
        ).asks("To which length are long gradients to be shortened?"),
        slip("rate forgotten", given=lambda p, g, lr, max_norm: (p, g, 1.0, max_norm)).asks(
            "How does lr enter your step?"
        ),
    ],
)
