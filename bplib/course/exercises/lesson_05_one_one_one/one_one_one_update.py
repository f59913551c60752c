"""Take one step."""

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip


def one_one_one_update(
    w1: float, w2: float, dw1: float, dw2: float, lr: float
) -> tuple[float, float]:
    """Return w1 and w2 after one step of gradient descent."""
    return w1 - lr * dw1, w2 - lr * dw2


def _update_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for low, high in ((0.05, 0.2), (0.3, 0.7), (1.5, 2.5), (0.01, 0.04)):
        w1, w2, dw1, dw2 = rng.uniform(0.3, 1.5, 4) * rng.choice([-1, 1], 4)
        lr = rng.uniform(low, high)
        cases.append(
            call_case(w1=float(w1), w2=float(w2), dw1=float(dw1), dw2=float(dw2), lr=float(lr))
        )
    return cases


EXERCISE = Function(
    one_one_one_update,
    _update_cases,
    title="Take one step",
    points=2,
    difficulty=1,
    minutes=2,
    read_again="Update: one small step downhill",
    slips=[
        slip(
            "plus for minus", instead=lambda w1, w2, dw1, dw2, lr: (w1 + lr * dw1, w2 + lr * dw2)
        ).asks("The gradient points to where the loss grows. Do you want to go there?"),
        slip(
            "learning rate twice",
            instead=lambda w1, w2, dw1, dw2, lr: (w1 - lr * lr * dw1, w2 - lr * lr * dw2),
        ).asks("How often does lr appear in one step of yours?"),
        slip(
            "learning rate forgotten", instead=lambda w1, w2, dw1, dw2, _lr: (w1 - dw1, w2 - dw2)
        ).asks("What does your function do with lr?"),
        slip(
            "steps, not weights", instead=lambda _w1, _w2, dw1, dw2, lr: (-lr * dw1, -lr * dw2)
        ).asks("Is this the step alone, or the weight after the step?"),
        slip(
            "gradients exchanged",
            instead=lambda w1, w2, dw1, dw2, lr: (w1 - lr * dw2, w2 - lr * dw1),
        ).asks("Whose gradient moves w1?"),
        slip(
            "learning rate on the weight",
            instead=lambda w1, w2, dw1, dw2, lr: (w1 - lr * dw1 * w1, w2 - lr * dw2 * w2),
        ).asks("Which of the two is scaled by lr: the weight or its gradient?"),
        slip("one weight moved", instead=lambda w1, w2, _dw1, dw2, lr: (w1, w2 - lr * dw2)).asks(
            "How many weights has the network, and how many of them moved?"
        ),
    ],
)
