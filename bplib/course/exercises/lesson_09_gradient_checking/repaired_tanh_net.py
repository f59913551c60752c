"""Repair the way back of a net with one tanh layer: layer 2 passes its check, layer 1 fails."""

import numpy as np

from bplib.activations import softmax
from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_09_gradient_checking.shared import LOCALISE, signed
from bplib.losses import one_hot


def repaired_tanh_net(
    X,
    Y,
    W1,
    b1,
    W2,
    b2,
    *,
    count=len,
    output=np.ones_like,
    back=lambda dZ2, W2: dZ2 @ W2.T,
    slope=lambda Z1, A1: 1 - A1**2,
    total=np.sum,
):
    """Return dW1, db1, dW2, db2."""
    Z1 = X @ W1 + b1
    A1 = np.tanh(Z1)
    P = softmax(A1 @ W2 + b2)
    dZ2 = (P - Y) * output(P) / count(X)
    dZ1 = back(dZ2, W2) * slope(Z1, A1)
    return X.T @ dZ1, total(dZ1, axis=0), A1.T @ dZ2, total(dZ2, axis=0)


def cases(rng):
    """Draw four nets and a batch for each; one sample, one hidden unit."""

    def case(N, D, H, C):
        labels = np.append(rng.permutation(C)[: min(N, C)], rng.integers(0, C, max(N - C, 0)))
        shapes = {"W1": (D, H), "b1": H, "W2": (H, C), "b2": C}
        while True:
            inputs = {"X": signed(rng, (N, D)), "Y": one_hot(labels, C)}
            inputs |= {name: signed(rng, shape) for name, shape in shapes.items()}
            if min(abs(g).max() for g in repaired_tanh_net(**inputs)) > 0.01:
                break
        sizes = f"{N} sample{'s' * (N > 1)}, {D} inputs, {H} hidden unit{'s' * (H > 1)}"
        return call_case(f"{sizes}, {C} classes", **inputs)

    return [case(5, 3, 4, 2), case(4, 3, 3, 3), case(6, 5, 1, 3), case(1, 4, 5, 2)]


EXERCISE = Function(
    repaired_tanh_net,
    cases,
    title="Repair a net whose first layer fails",
    points=2,
    difficulty=2,
    core=True,
    returns=("dW1", "db1", "dW2", "db2"),
    read_again=LOCALISE,
    met={"Z1": "the hidden sums"},
    done_by=["course.experiments.lesson_09.net_gradients"],
    slips=[
        slip("not repaired", slope=lambda Z1, A1: 1 - np.tanh(A1) ** 2).asks(
            "Which number went into tanh, and at which number is its slope taken?"
        ),
        slip("slope forgotten", slope=lambda Z1, A1: 1.0).asks(
            "What stands between Z1 and A1 on the way back?"
        ),
        slip("activation for the slope", slope=lambda Z1, A1: A1).asks(
            "Is A1 how high tanh is, or how steep?"
        ),
        slip("slope fed with z", slope=lambda Z1, A1: 1 - Z1**2).asks(
            "1 − (…)² is the slope of tanh in terms of which number, z or a?"
        ),
        slip("slope of the sigmoid", slope=lambda Z1, A1: A1 * (1 - A1)).asks(
            "Which activation has the slope a(1 − a)?"
        ),
        slip("1/N again", back=lambda dZ2, W2: dZ2 @ W2.T / len(dZ2)).asks(
            "How often does the number of samples divide the deltas of layer 1?"
        ),
        slip("1/N missing", count=lambda X: 1).asks(
            "The loss is an average over the samples. Where did that average go?"
        ),
        slip("bias mean for sum", total=np.mean).asks(
            "Layer 2 had passed its check. Which of its lines did you change?"
        ),
        slip("W2 left by its signs", back=lambda dZ2, W2: dZ2 @ np.sign(W2).T).asks(
            "By what does a delta grow on its way back through a weight of 3?"
        ),
        slip("slope of the softmax kept", output=lambda P: P * (1 - P)).asks(
            "Cross-entropy by the logits of a softmax: which slope is in P − Y already?"
        ),
    ],
)
