"""Repair a backward pass that was right without its shortcut, A2 = A1 + relu(A1 W2 + b2)."""

import numpy as np

from bplib.activations import softmax
from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_20_capstone.shared import PEERS, labels, signed
from bplib.losses import one_hot


def peer_gradients(
    X,
    y,
    W1,
    b1,
    W2,
    b2,
    W3,
    b3,
    *,
    count=len,
    target=one_hot,
    block=lambda dA2, A1, Z2, A2: Z2 > 0,
    join=lambda dA2, dZ2, W2: dA2 + dZ2 @ W2.T,
    first=lambda A1, A2: A1 > 0,
    behind=lambda A1, A2: A2,
    entered=lambda A1, A2: A1,
    total=np.sum,
):
    """Return all six gradients of a net with one residual block."""
    A1 = np.maximum(X @ W1 + b1, 0)
    Z2 = A1 @ W2 + b2
    A2 = A1 + np.maximum(Z2, 0)
    dZ3 = (softmax(A2 @ W3 + b3) - target(y, len(b3))) / count(y)
    dA2 = dZ3 @ W3.T
    dZ2 = dA2 * block(dA2, A1, Z2, A2)
    dZ1 = join(dA2, dZ2, W2) * first(A1, A2)
    dW1, db1 = X.T @ dZ1, total(dZ1, axis=0)
    dW2, db2 = entered(A1, A2).T @ dZ2, total(dZ2, axis=0)
    dW3, db3 = behind(A1, A2).T @ dZ3, total(dZ3, axis=0)
    return dW1, db1, dW2, db2, dW3, db3


def cases(rng):
    """Draw three nets, one for a single input, one for a single sample; W2 is square in each."""
    drawn = []
    for N, D, H, C in ((6, 4, 8, 3), (4, 1, 9, 5), (1, 5, 6, 3)):
        shapes = {"W1": (D, H), "b1": (H,), "W2": (H, H), "b2": (H,), "W3": (H, C), "b3": (C,)}
        net = {name: signed(rng, shape) / 2 for name, shape in shapes.items()}
        X, y = signed(rng, (N, D)), labels(rng, N, C)
        drawn.append(call_case(f"{N} sample{'s' * (N > 1)}, {H} units", X=X, y=y, **net))
    return drawn


EXERCISE = Function(
    peer_gradients,
    cases,
    title="Repair a backward pass that was right without its shortcut",
    points=3,
    difficulty=4,
    read_again=PEERS,
    met={"Z2": "the sums of the block"},
    slips=[
        slip("not repaired", block=lambda dA2, A1, Z2, A2: A2 > 0).asks(
            "A2 > 0 says that a sum of two terms is positive. Which term did the ReLU make?"
        ),
        slip("mask of layer 1", block=lambda dA2, A1, Z2, A2: A1 > 0).asks(
            "Whose sums decide what the block's ReLU lets through?"
        ),
        slip("mask on the upstream", block=lambda dA2, A1, Z2, A2: dA2 > 0).asks(
            "Does a ReLU on its way back look at what it let through, or at what comes back?"
        ),
        slip("block's slope forgotten", block=lambda dA2, A1, Z2, A2: 1.0).asks(
            "Which of the two routes through the block passes a ReLU?"
        ),
        slip("identity forgotten", join=lambda dA2, dZ2, W2: dZ2 @ W2.T).asks(
            "By how many routes does A1 reach A2?"
        ),
        slip("block forgotten", join=lambda dA2, dZ2, W2: dA2).asks(
            "By how many routes does A1 reach A2, and how many lead back in your code?"
        ),
        slip("identity masked", join=lambda dA2, dZ2, W2: dZ2 + dZ2 @ W2.T).asks(
            "Does the direct route from A1 to A2 pass a ReLU?"
        ),
        slip("W2 not transposed", join=lambda dA2, dZ2, W2: dA2 + dZ2 @ W2).asks(
            "W2 is square, so shapes cannot help. Which of its indices is the block's output?"
        ),
        slip("first slope forgotten", first=lambda A1, A2: 1.0).asks(
            "How many ReLUs lie between X and the loss, and how many slopes do you use?"
        ),
        slip("wrong input of the block", entered=lambda A1, A2: A2).asks(
            "Which activations does W2 multiply?"
        ),
        slip("classes counted from the labels", target=lambda y, C: one_hot(y, y.max() + 1)).asks(
            "What if no sample of the batch is of the last class?"
        ),
        slip("1/N missing", count=lambda y: 1).asks(
            "If every image is given twice, should the gradient double?"
        ),
        slip("last layer first", result=lambda out: (*out[4:], *out[2:4], *out[:2])).asks(
            "In which order are the six gradients asked for?"
        ),
        slip("bias mean for sum", total=np.mean).asks(
            "The 1/N is in the delta already. What remains to be done with its rows?"
        ),
        slip("one of ten classes", target=lambda y, C: np.eye(10)[y]).asks(
            "How many classes has this net: how many columns has P?"
        ),
        slip("mask of the block's output", first=lambda A1, A2: A2 > 0).asks(
            "Whose sums decide what the first ReLU lets through?"
        ),
        slip("block left out before the last layer", behind=lambda A1, A2: A1).asks(
            "Which activations does W3 multiply?"
        ),
        slip("identity twice", join=lambda dA2, dZ2, W2: 2 * dA2 + dZ2 @ W2.T).asks(
            "How many direct routes lead from A1 to A2?"
        ),
        slip("weights first", result=lambda out: (*out[::2], *out[1::2])).asks(
            "In which order are the six gradients asked for?"
        ),
    ],
)
