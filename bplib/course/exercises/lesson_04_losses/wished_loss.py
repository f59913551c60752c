"""Wish for a loss yourself."""

from collections.abc import Callable
from typing import Any

from bplib.course.checks import Expressions, slip
from bplib.course.exercises.lesson_04_losses.shared import _ANSWER


def _wish() -> dict[str, Any]:
    import sympy as sp

    a, y = sp.symbols("a y")
    loss = -(1 + y) / 2 * sp.log((1 + a) / 2) - (1 - y) / 2 * sp.log((1 - a) / 2)
    return {"slope": (a - y) / (1 - a**2), "loss": loss}


def _constant_forgotten() -> dict[str, Any]:
    import sympy as sp

    return {"loss": _wish()["loss"] - sp.log(2)}


def _negative_logarithm(constant: bool) -> Callable[[], dict[str, Any]]:
    """Return the loss with ln(a - 1), as an integration that ignores signs gives it."""

    def wrong() -> dict[str, Any]:
        import sympy as sp

        a, y = sp.symbols("a y")
        loss = -(1 + y) / 2 * sp.log(1 + a) - (1 - y) / 2 * sp.log(a - 1)
        return {"loss": loss + (sp.log(2) if constant else 0)}

    return wrong


def _wish_for_the_sigmoid() -> dict[str, Any]:
    import sympy as sp

    a, y = sp.symbols("a y")
    return {"slope": (a - y) / (a * (1 - a))}


def _multiplied() -> dict[str, Any]:
    import sympy as sp

    a, y = sp.symbols("a y")
    return {"slope": (a - y) * (1 - a**2)}


def _nothing_cancelled() -> dict[str, Any]:
    import sympy as sp

    a, y = sp.symbols("a y")
    return {"slope": a - y, "loss": (a - y) ** 2 / 2}


def _wish_sign() -> dict[str, Any]:
    right = _wish()
    return {"slope": -right["slope"], "loss": -right["loss"]}


def _loss_sign() -> dict[str, Any]:
    return {"loss": -_wish()["loss"]}


def _halves_forgotten() -> dict[str, Any]:
    return {"loss": 2 * _wish()["loss"]}


EXERCISE = Expressions(
    _wish,
    name="wished_loss",
    title="Wish for a loss yourself",
    points=3,
    difficulty=4,
    minutes=5,
    read_again=_ANSWER,
    symbols={"a": (-0.9, 0.9), "y": (-0.9, 0.9)},
    slips=[
        slip("constant forgotten", result=lambda out: {**out, **(_constant_forgotten)()}).asks(
            "What does your loss charge for the perfect answer, a = y = 1?"
        ),
        slip(
            "logarithm of a negative number",
            result=lambda out: {**out, **(_negative_logarithm(constant=True))()},
        ).asks("For an a between −1 and 1, what sign has the number in each of your logarithms?"),
        slip(
            "logarithm of a negative number, constant forgotten",
            result=lambda out: {**out, **(_negative_logarithm(constant=False))()},
        ).asks("For a = 0, is there a negative number in one of your logarithms?"),
        slip("slope of the sigmoid", result=lambda out: {**out, **(_wish_for_the_sigmoid)()}).asks(
            "Which activation is in this neuron, and what is its slope by its own value?"
        ),
        slip("multiplied, not divided", result=lambda out: {**out, **(_multiplied)()}).asks(
            "The wish is for the product with tanh′. What must the loss's own slope be then?"
        ),
        slip("nothing cancelled", result=lambda out: {**out, **(_nothing_cancelled)()}).asks(
            "With this loss, what is the slope by z for a saturated neuron?"
        ),
        slip("wish turned round", result=lambda out: {**out, **(_wish_sign)()}).asks(
            "If a is above y, should the loss rise or fall when a grows?"
        ),
        slip("sign of the loss", result=lambda out: {**out, **(_loss_sign)()}).asks(
            "Differentiate your loss by a: is it the slope that you wished for?"
        ),
        slip("halves forgotten", result=lambda out: {**out, **(_halves_forgotten)()}).asks(
            "Two partial fractions have the sum 1/(1 − a²). What are their numerators?"
        ),
    ],
)
