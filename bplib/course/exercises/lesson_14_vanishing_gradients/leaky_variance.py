"""Derive what a leaky ReLU lets pass of a second moment, and the variance its weights need."""

from bplib.course.checks import Expressions, slip
from bplib.course.checks.algebra import sp


def leaky_variance(*, leak=lambda s: s**2, share=lambda both: both / 2, fan=lambda n: n, power=1):
    """Return both; half of the sums are positive and pass whole, half pass with slope s."""
    s, n = sp.symbols("s n", positive=True)
    passed = share(1 + leak(s))
    return {"passed": passed, "variance": (1 / (fan(n) * passed)) ** power}


EXERCISE = Expressions(
    leaky_variance,
    title="Derive the rule for a leaky ReLU",
    points=1,
    difficulty=3,
    read_again="Which standard deviation lasts?",
    symbols={"s": (0.05, 0.9), "n": (2.0, 90.0)},
    slips=[
        slip("slope not squared", leak=lambda s: s).asks("What is (s z)² for a negative z?"),
        slip("leak forgotten", leak=lambda s: 0 * s).asks(
            "What does this unit give for z = −1, and is that 0?"
        ),
        slip("both sides counted whole", share=lambda both: both).asks(
            "Which share of the sums is positive, and which negative?"
        ),
        slip("standard deviation for variance", power=0.5).asks(
            "Is the variance asked for, or its root?"
        ),
        slip("fan forgotten", fan=lambda n: 1).asks(
            "Does a sum of many terms need the same weights as a sum of two?"
        ),
    ],
)
