"""Wish for a loss yourself: the one whose slope cancels the slope of tanh."""

from operator import mul, truediv

from bplib.course.checks import Expressions, slip
from bplib.course.checks.algebra import sp
from bplib.course.exercises.lesson_05_losses.shared import ANSWER


def wished_loss(
    *, bend=lambda a: 1 - a**2, join=truediv, half=2, width=2, below=lambda a: 1 - a, second=-1
):
    """Return ∂L/∂a, which is a - y divided by tanh′, and L, which costs nothing at a = y = 1."""
    a, y = sp.symbols("a y")
    p, q = (1 + a) / width, below(a) / width
    loss = -(1 + y) / half * sp.log(p) + second * (1 - y) / half * sp.log(q)
    return {"slope": join(a - y, bend(a)), "loss": loss}


def nothing_cancelled():
    """Return the squared error and its slope."""
    a, y = sp.symbols("a y")
    return {"slope": a - y, "loss": (a - y) ** 2 / 2}


def without_brackets(error, slope):
    """Divide the last term of a difference only."""
    a, y = sp.symbols("a y")
    return a - y / slope


EXERCISE = Expressions(
    wished_loss,
    title="Wish for a loss yourself",
    points=3,
    difficulty=3,
    read_again=ANSWER,
    symbols={"a": (-0.9, 0.9), "y": (-0.9, 0.9)},
    slips=[
        slip("constant forgotten", width=1).asks(
            "What does your loss charge for the perfect answer, a = y = 1?"
        ),
        slip("constant of the other sign", width=1 / 2).asks(
            "What does your loss charge for the perfect answer, a = y = 1?"
        ),
        slip("sign of the second logarithm", second=1).asks(
            "Differentiate ln(1 − a): what does the inner slope do to its sign?"
        ),
        slip("wish turned round", result=lambda out: {name: -f for name, f in out.items()}).asks(
            "If a is above y, should the loss rise or fall when a grows?"
        ),
        slip("sign of the slope", result=lambda out: {**out, "slope": -out["slope"]}).asks(
            "If a is above y, should the loss rise or fall when a grows?"
        ),
        slip("logarithm of a negative number", below=lambda a: a - 1).asks(
            "For an a between −1 and 1, what sign has the number in each of your logarithms?"
        ),
        slip(
            "logarithm of a negative number, constant forgotten",
            below=lambda a: a - 1,
            width=1,
        ).asks("For a = 0, is there a negative number in one of your logarithms?"),
        slip("slope of the sigmoid", bend=lambda a: a * (1 - a)).asks(
            "Which activation is in this neuron, and what is its slope by its own value?"
        ),
        slip("multiplied, not divided", join=mul).asks(
            "The wish is for the product with tanh′. What must the loss's own slope be then?"
        ),
        slip("nothing cancelled", instead=nothing_cancelled).asks(
            "With this loss, what is the slope by z for a saturated neuron?"
        ),
        slip("sign of the loss", result=lambda out: {**out, "loss": -out["loss"]}).asks(
            "Differentiate your loss by a: is it the slope that you wished for?"
        ),
        slip("halves forgotten", half=1).asks(
            "Two partial fractions have the sum 1/(1 − a²). What are their numerators?"
        ),
        slip("slope of tanh with a plus", bend=lambda a: 1 + a**2).asks(
            "Where is tanh steepest, and how large is your divisor there?"
        ),
        slip("brackets left out above the line", join=without_brackets).asks(
            "What is divided in your slope: the whole mistake, or the target alone?"
        ),
    ],
)
