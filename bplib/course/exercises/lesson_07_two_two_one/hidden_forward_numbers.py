"""Send the published input through the hidden layer, by hand."""

import numpy as np

from bplib.course.checks import Numbers, slip
from bplib.course.exercises.lesson_07_two_two_one.shared import B1, FORWARD, W1, X, sigmoid, slope


def hidden_forward_numbers(*, x=X, W=W1, b=B1, bend=sigmoid):
    """Return the sums and the activations of both hidden units."""
    z = x @ W + b
    a = bend(z)
    return {"z1_1": z[0, 0], "z1_2": z[0, 1], "a1_1": a[0, 0], "a1_2": a[0, 1]}


EXERCISE = Numbers(
    hidden_forward_numbers,
    title="Send the input to the hidden layer",
    points=1,
    difficulty=1,
    core=True,
    read_again=FORWARD,
    slips=[
        slip("W1 transposed", W=W1.T).asks(
            "Which column of W1 holds the weights that lead *to* the first hidden unit?"
        ),
        slip("bias forgotten", b=0.0).asks("What would z be for an input of zeros?"),
        slip("sign of the exponent", bend=lambda z: sigmoid(-z)).asks(
            "Does the sigmoid of a positive number lie above or below one half?"
        ),
        slip("slope for activation", bend=lambda z: slope(sigmoid(z))).asks(
            "Is that a(1 − a) the output of the unit, or how fast the output changes?"
        ),
        slip("tanh for sigmoid", bend=np.tanh).asks(
            "Between which two numbers do the answers of this unit lie?"
        ),
        slip("sum for activation", bend=np.asarray).asks(
            "What happens to z on its way out of the unit?"
        ),
        slip("inputs exchanged", x=X[:, ::-1]).asks(
            "Which of the two inputs does the first row of W1 belong to?"
        ),
    ],
)
