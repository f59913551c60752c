"""Bring the published delta back to the hidden layer, by hand, and take two gradients from it."""

import numpy as np

from bplib.course.checks import Numbers, slip
from bplib.course.exercises.lesson_07_two_two_one.shared import (
    A1,
    A2,
    DELTA,
    DELTA2,
    LR,
    W1,
    W2,
    X,
    Y,
    slope,
)


def hidden_backward_numbers(
    *, W=W2, sent=DELTA2, bend=slope, received=X, outer=lambda x, delta1: x.T @ delta1
):
    """Return both hidden deltas, and the gradients of the two weights off the diagonal."""
    delta1 = (sent @ W.T) * bend(A1)
    dW1 = outer(received, delta1)
    return {
        "delta1_1": delta1[0, 0],
        "delta1_2": delta1[0, 1],
        "dw1_12": dW1[0, 1],
        "dw1_21": dW1[1, 0],
    }


EXERCISE = Numbers(
    hidden_backward_numbers,
    title="Bring the delta back to the hidden layer",
    points=1,
    difficulty=2,
    core=True,
    read_again=DELTA,
    slips=[
        slip("slope forgotten", bend=np.ones_like).asks(
            "The route to z⁽¹⁾ passes through a⁽¹⁾. Which link is missing from your product?"
        ),
        slip("raw error sent back", sent=A2 - Y).asks(
            "Is what you send back ∂L/∂a⁽²⁾, or ∂L/∂z⁽²⁾?"
        ),
        slip("updated weights", W=W2 - LR * A1.T @ DELTA2).asks(
            "Which W⁽²⁾ was in use when the forward pass ran?"
        ),
        slip("outer product transposed", outer=lambda x, delta1: delta1.T @ x).asks(
            "In w₁₂, which index names the input and which the hidden unit?"
        ),
        slip("slope of the output", bend=lambda a1: slope(A2)).asks(
            "Whose sigmoid does the last link belong to: the output's, or the hidden unit's?"
        ),
        slip("weights exchanged", W=W2[::-1]).asks(
            "Through which weight does the first hidden unit reach the output?"
        ),
        slip("weights of the first layer", W=np.diag(W1)[:, None]).asks(
            "Which weights lie between the hidden layer and the output?"
        ),
        slip("weights forgotten", W=np.ones_like(W2)).asks(
            "What does the delta meet first on its way back to a hidden unit?"
        ),
        slip("activation for slope", bend=np.asarray).asks(
            "Is a how large the unit's output is, or how fast it changes?"
        ),
        slip("slope of tanh", bend=lambda a1: 1 - a1**2).asks(
            "Which activation has the slope 1 − a²?"
        ),
        *(
            slip(f"a1 for x{where}", received=received).asks(
                "What does W⁽¹⁾ multiply in the forward pass?"
            )
            for where, received in (
                ("", A1),
                (" in w₁₂", np.array([[A1[0, 0], X[0, 1]]])),
                (" in w₂₁", np.array([[X[0, 0], A1[0, 1]]])),
            )
        ),
    ],
)
