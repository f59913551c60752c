"""Derive the delta and the gradient of the hidden layer of a 2-2-2 network with matrices."""

from bplib.course.checks import Expressions, slip
from bplib.course.checks.algebra import sp
from bplib.course.exercises.lesson_07_two_two_one.shared import ROADS, slope


def hidden_layer_expressions(
    *,
    sent=("delta_1", "delta_2"),
    weights=(("w_11", "w_12"), ("w_21", "w_22")),
    bend=slope,
    received=("x_1", "x_2"),
    outer=lambda x, delta1: x.T * delta1,
):
    """Return δ⁽¹⁾ and ∂L/∂W⁽¹⁾ of two hidden units, given the deltas of two outputs."""
    a_1, a_2 = sp.symbols("a_1 a_2")
    back = sp.Matrix([sent]) * sp.Matrix(weights).T
    delta1 = sp.Matrix([[back[0] * bend(a_1), back[1] * bend(a_2)]])
    return {"delta1": delta1, "dW1": outer(sp.Matrix([sp.symbols(received)]), delta1)}


SYMBOLS = ("delta_1", "delta_2", "w_11", "w_12", "w_21", "w_22", "x_1", "x_2")


def of_the_outputs(x, delta1):
    """Return the outer product of the inputs and the outputs' deltas."""
    return x.T * sp.Matrix([sp.symbols("delta_1 delta_2")])


EXERCISE = Expressions(
    hidden_layer_expressions,
    title="Write the hidden layer in letters",
    points=3,
    difficulty=2,
    read_again=ROADS,
    done_by=["symbolic.derive"],
    symbols=dict.fromkeys(SYMBOLS, (-2.0, 2.0)) | {"a_1": (0.1, 0.9), "a_2": (0.1, 0.9)},
    slips=[
        slip("one road only", sent=("delta_1", 0)).asks(
            "By how many routes does a hidden unit reach the loss when there are two outputs?"
        ),
        slip("W for Wᵀ", weights=(("w_11", "w_21"), ("w_12", "w_22"))).asks(
            "Which two weights leave the first hidden unit, and where in W⁽²⁾ do they stand?"
        ),
        slip("slope forgotten", bend=lambda a: 1).asks(
            "How does a⁽¹⁾ answer when z⁽¹⁾ moves? Where is that link in your product?"
        ),
        slip("activation for slope", bend=lambda a: a).asks(
            "Is a the sigmoid itself, or its slope?"
        ),
        slip("one row for both", weights=(("w_11", "w_12"), ("w_11", "w_12"))).asks(
            "Through which entries of W⁽²⁾ does the second hidden unit reach the outputs?"
        ),
        slip("rows exchanged", weights=(("w_21", "w_22"), ("w_11", "w_12"))).asks(
            "Through which weights does each of the two hidden units reach the outputs?"
        ),
        slip("deltas exchanged", sent=("delta_2", "delta_1")).asks(
            "To which output does w₁₂ lead, and whose delta comes back along it?"
        ),
        slip("gradient transposed", outer=lambda x, delta1: delta1.T * x).asks(
            "dW1 must have the shape of W1. Which index counts its rows?"
        ),
        slip("a1 for x", received=("a_1", "a_2")).asks(
            "What does W⁽¹⁾ multiply in the forward pass?"
        ),
        slip("weights forgotten", weights=((1, 1), (1, 1))).asks(
            "What does a delta meet first on its way back to a hidden unit?"
        ),
        slip("deltas forgotten", sent=(1, 1)).asks(
            "What comes back from the outputs, to begin with?"
        ),
        slip("slope of tanh", bend=lambda a: 1 - a**2).asks(
            "Which activation has the slope 1 − a²?"
        ),
        slip("deltas of the outputs in dW1", outer=of_the_outputs).asks(
            "At which neurons do the weights of the first layer end, and whose deltas are those?"
        ),
        slip("one route for each", weights=(("w_11", 0), (0, "w_22"))).asks(
            "By how many routes does each hidden unit reach the loss when there are two outputs?"
        ),
    ],
)
