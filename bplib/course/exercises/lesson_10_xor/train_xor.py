"""Train a two-layer network by full-batch descent, and leave the start as it was."""

import numpy as np

from bplib.activations import sigmoid
from bplib.course.checks import IN_PLACE, Function, call_case, slip
from bplib.course.exercises.lesson_10_xor.shared import one, slope


def train_xor(
    X,
    Y,
    W1,
    b1,
    W2,
    b2,
    lr,
    steps,
    *,
    once=False,
    over=len,
    bend=np.ones_like,
    early=False,
    hidden=slope,
    bias=np.sum,
):
    """Return the parameters after full-batch descent on the mean binary cross-entropy."""
    for step in range(steps):
        if step == 0 or not once:
            A1 = sigmoid(X @ W1 + b1)
        P = sigmoid(A1 @ W2 + b2)
        dZ2 = (P - Y) / over(X) * bend(P)
        new_W2 = W2 - lr * A1.T @ dZ2
        dZ1 = dZ2 @ (new_W2 if early else W2).T * hidden(A1)
        W1, b1 = W1 - lr * X.T @ dZ1, b1 - lr * bias(dZ1, axis=0)
        W2, b2 = new_W2, b2 - lr * bias(dZ2, axis=0)
    return W1, b1, W2, b2


def loss(W1, b1, W2, b2, X, Y):
    """Return the mean binary cross-entropy."""
    Z = sigmoid(X @ W1 + b1) @ W2 + b2
    return np.mean(np.logaddexp(0, Z) - Y * Z)


def stopping(X, Y, *start_and_settings):
    """Train until the loss rises, at most as many steps as asked for."""
    *state, lr, steps = start_and_settings
    last = np.inf
    for _ in range(steps):
        if loss(*state, X, Y) > last:
            break
        last = loss(*state, X, Y)
        state = train_xor(X, Y, *state, lr, 1)
    return tuple(state)


def cases(rng):
    """Draw five sizes and numbers of steps; one step alone, and steps so long that losses rise."""

    def draw(samples, inputs, hidden, steps, rate=1.0):
        labels = rng.permutation([0.0, 1.0] + [1.0] * (samples - 2))[:samples, np.newaxis]
        return {
            "X": rng.normal(size=(samples, inputs)),
            "Y": labels,
            "W1": rng.normal(size=(inputs, hidden)),
            "b1": rng.normal(size=hidden),
            "W2": rng.choice([-1, 1], (hidden, 1)) * rng.uniform(0.5, 2, (hidden, 1)),
            "b2": rng.choice([-1, 1], 1) * rng.uniform(0.3, 1, 1),
            "lr": rate * float(rng.uniform(0.3, 0.9)),
            "steps": steps,
        }

    def case(note, *sizes):
        return call_case(note, **draw(*sizes))

    def rising(note, *sizes):
        while True:
            X, Y, *state, lr, _ = (arguments := draw(*sizes)).values()
            if loss(*train_xor(X, Y, *state, lr, 1), X, Y) > 1.2 * loss(*state, X, Y):
                return call_case(note, **arguments)

    return [
        case("five samples, three hidden units", 5, 2, 3, 3),
        case("one sample, one hidden unit", 1, 4, 1, 4),
        case("seven samples, as many units as inputs", 7, 4, 4, 6),
        case("one step", 4, 2, 6, 1),
        rising("a loss that rises", 6, 4, 2, 3, 20.0),
    ]


def overwriting(train):
    """Return the same training, which writes its result where the start was."""
    in_place = IN_PLACE.places["around"]
    return lambda X, Y, *start: in_place(lambda *start: train(X, Y, *start))(*start)


def forward_once(X, Y, W1, b1, W2, b2, lr, steps):
    """Train on the answers of the start, step after step."""
    A1 = sigmoid(X @ W1 + b1)
    dZ2 = (sigmoid(A1 @ W2 + b2) - Y) / len(X)
    for _ in range(steps):
        dZ1 = dZ2 @ W2.T * slope(A1)
        W1, b1 = W1 - lr * X.T @ dZ1, b1 - lr * dZ1.sum(axis=0)
        W2, b2 = W2 - lr * A1.T @ dZ2, b2 - lr * dZ2.sum(axis=0)
    return W1, b1, W2, b2


def with_tanh(X, Y, W1, b1, W2, b2, lr, steps):
    """Train a network whose hidden units are tanh."""
    for _ in range(steps):
        A1 = np.tanh(X @ W1 + b1)
        dZ2 = (sigmoid(A1 @ W2 + b2) - Y) / len(X)
        dZ1 = dZ2 @ W2.T * (1 - A1**2)
        W1, b1 = W1 - lr * X.T @ dZ1, b1 - lr * dZ1.sum(axis=0)
        W2, b2 = W2 - lr * A1.T @ dZ2, b2 - lr * dZ2.sum(axis=0)
    return W1, b1, W2, b2


EXERCISE = Function(
    train_xor,
    cases,
    title="Train a two-layer network",
    points=4,
    core=True,
    difficulty=3,
    read_again="In NumPy: train, and ask how often",
    done_by=["network.Network", "fast.many_seeds", "gradcheck"],
    pure=True,
    slips=[
        slip("updated W2 in the hidden delta", early=True).asks(
            "Which W2 did the forward pass use when you send the delta back through it?"
        ),
        slip("summed over the samples", over=one).asks(
            "If every sample came twice, should the step be twice as long?"
        ),
        slip("slope of the output kept", bend=slope).asks(
            "Which factor did cross-entropy cancel in lesson 05?"
        ),
        slip("slope of the hidden units forgotten", hidden=np.ones_like).asks(
            "What does a saturated hidden unit let through on the way back?"
        ),
        slip("slope of the hidden units taken at a", hidden=lambda A1: slope(sigmoid(A1))).asks(
            "What do you feed the slope of a hidden unit: z, or its own output?"
        ),
        slip("uphill", given=lambda *a: (*a[:-2], -a[-2], a[-1])).asks(
            "Does the loss fall along the gradient or against it?"
        ),
        slip("biases averaged twice", bias=np.mean).asks(
            "The 1/N is in the delta already. Where does it come in again?"
        ),
        slip("biases never move", bias=lambda dZ, axis: 0).asks(
            "Which four arrays are to be updated?"
        ),
        slip("hidden layer computed once", once=True).asks(
            "After the first update, are the hidden activations still the same?"
        ),
        slip("stopped when the loss rose", instead=stopping).asks(
            "How many steps were asked for, whatever the loss does?"
        ),
        slip("one step short", given=lambda *a: (*a[:-1], a[-1] - 1)).asks(
            "How many updates does your loop make if steps is 1?"
        ),
        slip("the start overwritten", around=overwriting).asks(
            "Could somebody train again from the same start after calling your function?"
        ),
        slip("one step too many", given=lambda *a: (*a[:-1], a[-1] + 1)).asks(
            "How many updates does your loop make if steps is 1?"
        ),
        slip("one step only", given=lambda *a: (*a[:-1], min(a[-1], 1))).asks(
            "How many rounds has your loop made when `return` is reached?"
        ),
        slip("forward once for all steps", instead=forward_once).asks(
            "After the first update, does the network still give the same answers?"
        ),
        slip("tanh in the hidden layer", instead=with_tanh).asks(
            "Which activation do the hidden units have here?"
        ),
    ],
)
