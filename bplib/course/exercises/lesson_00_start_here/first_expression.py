"""Write a derivative: the first answer that is a formula."""

from bplib.course.checks import Expressions, slip
from bplib.course.checks.algebra import sp


def first_expression(*, derived=lambda x: 2 * x):
    """Return the derivative of x²."""
    return {"derivative": derived(sp.Symbol("x"))}


EXERCISE = Expressions(
    first_expression,
    title="Write a derivative",
    points=1,
    difficulty=1,
    core=True,
    read_again="Formulas as answers",
    symbols={"x": (-3.0, 3.0)},
    slips=[
        slip("not differentiated", derived=lambda x: x**2).asks(
            "Is this x² itself, or how fast it grows?"
        ),
        slip("factor lost", derived=lambda x: x).asks("Where did the exponent 2 go?"),
        slip("integrated", derived=lambda x: x**3 / 3).asks(
            "Which of the two gets you to a slope?"
        ),
        slip("exponent kept", derived=lambda x: 2 * x**2).asks(
            "What happens to the exponent itself?"
        ),
        slip("differentiated twice", derived=lambda x: 2 + 0 * x).asks(
            "Is the slope of x² the same everywhere?"
        ),
    ],
)
