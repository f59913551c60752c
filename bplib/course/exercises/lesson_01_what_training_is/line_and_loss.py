"""Predict with a line, and measure how wrong it is: the mean of the squared errors."""

import numpy as np

from bplib.course.checks import Function, call_case, slip


def line_and_loss(
    x,
    y,
    w,
    b,
    *,
    line=lambda x, w, b: w * x + b,
    error=lambda p, y: p - y,
    size=np.square,
    total=np.mean,
):
    """Return the predictions of a line, (N,), and its loss."""
    p = line(x, w, b)
    loss = total(size(error(p, y)))
    return p, loss


def cases(rng):
    """Draw samples of several numbers; one line is exact for all but one of them."""

    def case(note, count, exact=False):
        x = rng.uniform(-2, 2, size=count).round(2)
        w, b = (float(v) for v in rng.uniform(0.6, 1.9, size=2).round(2) * rng.choice([-1, 1], 2))
        y = w * x + b + (0 if exact else rng.uniform(0.3, 1.8, count) * rng.choice([-1, 1], count))
        if exact:
            y[-1] += 3.0
        return call_case(note, x=x, y=y.round(2), w=w, b=b)

    return [
        case("three samples", 3),
        case("ten samples", 10),
        case("five samples, the line misses only the last", 5, exact=True),
        case("seven samples", 7),
    ]


EXERCISE = Function(
    line_and_loss,
    cases,
    title="Predict, and say how wrong",
    points=2,
    difficulty=1,
    core=True,
    returns=("p", "loss"),
    read_again="Loss: how wrong, as one number",
    slips=[
        slip("sum for mean", total=np.sum).asks(
            "Twice as many samples, each as wrong as before: should the loss double?"
        ),
        slip("not squared", size=lambda error: error).asks(
            "One prediction is 2 too high, another is 2 too low. How wrong is the line, and what "
            "does your loss say?"
        ),
        slip("absolute values", size=np.abs).asks(
            "Which errors count more in the formula than their own size: the small or the large?"
        ),
        slip("squared after the mean", size=lambda e: e, total=lambda e: np.mean(e) ** 2).asks(
            "Errors of +2 and −2: what is left of them when the mean is taken first?"
        ),
        slip("root of the mean", total=lambda squares: np.sqrt(np.mean(squares))).asks(
            "Is there a root in the formula of the loss?"
        ),
        slip("half of the mean", total=lambda squares: np.mean(squares) / 2).asks(
            "Where does your factor ½ come from?"
        ),
        slip("knobs exchanged", line=lambda x, w, b: b * x + w).asks(
            "Which of the two knobs is multiplied by x?"
        ),
        slip("bias forgotten", line=lambda x, w, b: w * x).asks(
            "What does your line predict for x = 0, and what should it?"
        ),
        slip("bias scaled too", line=lambda x, w, b: w * (x + b)).asks(
            "What does your line predict for x = 0, and what should it?"
        ),
        slip("input and label exchanged", given=lambda x, y, w, b: (y, x, w, b)).asks(
            "What is known before the prediction is made: x or y?"
        ),
        slip("largest error", total=np.max).asks(
            "If all other samples improve, should the loss notice?"
        ),
        slip("divided by one less", total=lambda squares: squares.sum() / (len(squares) - 1)).asks(
            "By how many samples do you divide?"
        ),
        slip("labels forgotten", error=lambda p, y: p).asks(
            "Where in your loss are the right answers?"
        ),
        slip("difference of squares", error=lambda p, y: p**2 - y**2, size=lambda e: e).asks(
            "Is the square of a difference the difference of the squares?"
        ),
    ],
)
