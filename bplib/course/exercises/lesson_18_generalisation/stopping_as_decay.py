"""Derive, along one curvature λ, the share of the way that t steps go, and the decay α like it."""

from bplib.course.checks import Expressions, slip
from bplib.course.checks.algebra import sp


def stopping_as_decay(
    *,
    stopped=lambda left, step, t: 1 - left,
    decayed=lambda lam, alpha, eta: lam / (lam + alpha),
    match=lambda left, lam, eta, t: lam * left / (1 - left),
):
    """Return the shares of w* that stopping and decay reach, and the α that makes them equal."""
    eta, lam, t, alpha = sp.symbols("eta lambda t alpha", positive=True)
    left = (1 - eta * lam) ** t
    return {
        "stopped": stopped(left, eta * lam, t),
        "decayed": decayed(lam, alpha, eta),
        "same": match(left, lam, eta, t),
    }


EXERCISE = Expressions(
    stopping_as_decay,
    title="Compare stopping early with weight decay",
    points=2,
    difficulty=2,
    read_again="By hand: one shrinkage, three disguises",
    symbols={
        "eta": (0.05, 0.2),
        "lambda": (0.5, 3.0),
        "t": (2.0, 9.0),
        "alpha": (0.2, 2.0),
    },
    slips=[
        slip("what is left for what is reached", stopped=lambda left, step, t: left).asks(
            "After no step at all, is your share 0 or 1?"
        ),
        slip("steps added up", stopped=lambda left, step, t: t * step).asks(
            "Is the second step as long as the first, now that the slope is smaller?"
        ),
        slip(
            "what decay takes for what it leaves",
            decayed=lambda lam, alpha, eta: alpha / (lam + alpha),
        ).asks("Without a penalty, should the whole of w* be reached or nothing?"),
        slip("factor of the square", decayed=lambda lam, alpha, eta: lam / (lam + 2 * alpha)).asks(
            "What is the derivative of α/2 · w²?"
        ),
        slip("one step for the minimum", decayed=lambda lam, alpha, eta: 1 - eta * alpha).asks(
            "Is this where the penalised loss is lowest, or where one step leads?"
        ),
        slip("ratio upside down", match=lambda left, lam, eta, t: lam * (1 - left) / left).asks(
            "The later you stop, should the matching penalty grow or shrink?"
        ),
        slip("half kept", decayed=lambda lam, alpha, eta: lam / (lam + alpha / 2)).asks(
            "What is the derivative of α/2 · w²?"
        ),
        slip("only where it is flat", match=lambda left, lam, eta, t: 1 / (eta * t)).asks(
            "Is that so for every λ, or only where λ is small?"
        ),
    ],
)
