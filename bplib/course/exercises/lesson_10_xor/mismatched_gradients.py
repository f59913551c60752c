"""Repair a program whose loss and gradient are strangers: make the gradient that of the loss."""

import numpy as np

from bplib.activations import sigmoid
from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_10_xor.shared import one, slope


def mismatched_gradients(
    X,
    Y,
    W1,
    b1,
    W2,
    b2,
    *,
    charge=lambda P, Y: (P - Y) ** 2,
    two=2,
    bend=slope,
    hidden=slope,
    over=np.size,
    bias=np.sum,
):
    """Return the mean squared error and its true gradients."""
    A1 = sigmoid(X @ W1 + b1)
    P = sigmoid(A1 @ W2 + b2)
    dZ2 = two * (P - Y) / over(P) * bend(P)
    dZ1 = dZ2 @ W2.T * hidden(A1)
    loss = np.mean(charge(P, Y))
    return loss, X.T @ dZ1, bias(dZ1, axis=0), A1.T @ dZ2, bias(dZ2, axis=0)


def cases(rng):
    """Draw five sizes, again and again until the errors of the samples do not cancel."""

    def draw(samples, inputs, hidden):
        return {
            "X": rng.normal(size=(samples, inputs)),
            "Y": rng.permutation([0.0, 1.0] + [0.0] * (samples - 2))[:samples, np.newaxis],
            "W1": rng.normal(size=(inputs, hidden)),
            "b1": rng.normal(size=hidden),
            "W2": rng.choice([-1, 1], (hidden, 1)) * rng.uniform(0.5, 1.5, (hidden, 1)),
            "b2": rng.choice([-1, 1], 1) * rng.uniform(0.3, 1, 1),
        }

    def case(note, *sizes):
        arguments = draw(*sizes)
        while min(abs(g).max() for g in mismatched_gradients(**arguments)[1:]) < 0.02:
            arguments = draw(*sizes)
        return call_case(note, **arguments)

    return [
        case("five samples, three hidden units", 5, 2, 3),
        case("six samples, as many units as inputs", 6, 3, 3),
        case("three samples, five hidden units", 3, 2, 5),
        case("seven samples, one hidden unit", 7, 3, 1),
        case("one sample", 1, 3, 4),
    ]


def entropy(P, Y):
    """Return the binary cross-entropy of each answer."""
    return -np.log(np.where(Y == 1, P, 1 - P))


EXERCISE = Function(
    mismatched_gradients,
    cases,
    title="Repair a program whose loss and gradient are strangers",
    points=4,
    difficulty=2,
    returns=("loss", "dW1", "db1", "dW2", "db2"),
    read_again="A loss and a gradient that are strangers",
    done_by=["network.Network", "gradcheck"],
    slips=[
        slip("not repaired yet", two=1, bend=np.ones_like, over=one, bias=np.mean).asks(
            "If the third output is nudged, by how much does the loss that is shown change?"
        ),
        slip("the loss changed instead", charge=entropy, two=1, bend=np.ones_like).asks(
            "Which of the two should stay: the loss that is shown, or the gradient?"
        ),
        slip("gradient of cross-entropy", two=1, bend=np.ones_like).asks(
            "Squared error does not cancel the slope of the sigmoid. Where is it?"
        ),
        slip("slope of the output forgotten", bend=np.ones_like).asks(
            "Between the squared error and z2 there is one more link. Which?"
        ),
        slip("weights summed, biases averaged", two=1, over=one, bias=np.mean).asks(
            "Where does the 1/N of the loss belong, so that every gradient gets it once?"
        ),
        slip("biases averaged", bias=np.mean).asks(
            "The delta holds the 1/N. What is left to do over the samples?"
        ),
        slip("not averaged", over=one).asks("The loss is a mean. Is its gradient one?"),
        slip("factor 2 forgotten", two=1).asks("What is the slope of a square?"),
        slip("hidden slope forgotten", hidden=np.ones_like).asks(
            "What does a saturated hidden unit let through on the way back?"
        ),
        slip("slope taken at a", bend=lambda P: slope(sigmoid(P))).asks(
            "What do you feed the slope of the sigmoid: z, or the sigmoid's own output?"
        ),
        slip("every answer against every label", charge=lambda P, Y: (P - Y.ravel()) ** 2).asks(
            "Which shape has P − Y where the one is (N, 1) and the other (N,)?"
        ),
        slip("hidden slope taken at a", hidden=lambda A1: slope(sigmoid(A1))).asks(
            "What do you feed the slope of a hidden unit: z, or its own output?"
        ),
        slip("half the squared error shown", charge=lambda P, Y: (P - Y) ** 2 / 2).asks(
            "Which loss is shown, and what stands in front of its squares?"
        ),
        slip("slope of tanh", bend=lambda P: 1 - P**2).asks(
            "Which activation has the slope 1 − a²?"
        ),
        slip("hidden slope of tanh", hidden=lambda A1: 1 - A1**2).asks(
            "Which activation has the slope 1 − a²?"
        ),
    ],
)
