"""Derive the delta and the gradient of the hidden layer with SymPy's matrices."""

from bplib.course.checks import Expressions, slip
from bplib.course.exercises.lesson_07_two_two_one.shared import SYMPY, slope


def hidden_layer_expressions(
    *,
    sent="delta",
    weights=("w_1", "w_2"),
    bend=slope,
    received=("x_1", "x_2"),
    outer=lambda delta1, x: delta1 * x.T,
):
    """Return δ⁽¹⁾ and ∂L/∂W⁽¹⁾ of two hidden units, given the output's δ."""
    import sympy as sp

    a_1, a_2 = sp.symbols("a_1 a_2")
    delta, w_1, w_2 = map(sp.sympify, (sent, *weights))
    delta1 = sp.Matrix([delta * w_1 * bend(a_1), delta * w_2 * bend(a_2)])
    return {"delta1": delta1, "dW1": outer(delta1, sp.Matrix(sp.symbols(received)))}


EXERCISE = Expressions(
    hidden_layer_expressions,
    title="Derive the hidden layer with matrices",
    points=3,
    difficulty=3,
    minutes=6,
    read_again=SYMPY,
    done_by=["symbolic.derive"],
    symbols={
        "delta": (-1.0, 1.0),
        "w_1": (-2.0, 2.0),
        "w_2": (-2.0, 2.0),
        "a_1": (0.1, 0.9),
        "a_2": (0.1, 0.9),
        "x_1": (-2.0, 2.0),
        "x_2": (-2.0, 2.0),
    },
    slips=[
        slip("slope forgotten", bend=lambda a: 1).asks(
            "How does a⁽¹⁾ answer when z⁽¹⁾ moves? Where is that link in your product?"
        ),
        slip("activation for slope", bend=lambda a: a).asks(
            "Is a the sigmoid itself, or its slope?"
        ),
        slip("one weight for both", weights=("w_1", "w_1")).asks(
            "Which entry of W⁽²⁾ does the second hidden unit reach the output through?"
        ),
        slip("gradient transposed", outer=lambda delta1, x: x * delta1.T).asks(
            "dW1 must have the shape of W1. Which index counts its rows?"
        ),
        slip("a1 for x", received=("a_1", "a_2")).asks(
            "What does W⁽¹⁾ multiply in the forward pass?"
        ),
        slip("weights exchanged", weights=("w_2", "w_1")).asks(
            "Through which weight does each of the two hidden units reach the output?"
        ),
        slip("weights forgotten", weights=(1, 1)).asks(
            "What does the delta meet first on its way back to a hidden unit?"
        ),
        slip("delta forgotten", sent=1).asks("What comes back from the output, to begin with?"),
        slip("slope of tanh", bend=lambda a: 1 - a**2).asks(
            "Which activation has the slope 1 − a²?"
        ),
    ],
)
