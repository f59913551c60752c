"""Add l2/2 times the sum of all squared weights to a loss, and what that adds to the gradients."""

import operator

import numpy as np

from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_08_any_depth.shared import network, signed


def l2_penalty(
    P,
    Y,
    parameters,
    gradients,
    l2,
    *,
    penalised=lambda name: name[0] == "W",
    square=lambda W: np.sum(W**2) / 2,
    slope=lambda W: W,
    join=np.add,
):
    """Return loss and gradients with the penalty added."""
    weights = {name: W for name, W in parameters.items() if penalised(name)}
    data = np.sum((P - Y) ** 2) / (2 * len(Y))
    loss = data + l2 * sum(square(W) for W in weights.values())
    added = {name: join(gradients[name], l2 * slope(W)) for name, W in weights.items()}
    return loss, {**gradients, **added}


def cases(rng):
    """Draw predictions, and parameters and gradients of one to three layers, in other orders."""

    def named(sizes):
        layers = enumerate(zip(*network(rng, sizes), strict=True), 1)
        return {name: array for k, (W, b) in layers for name, array in ((f"W{k}", W), (f"b{k}", b))}

    drawn = []
    for N, sizes, l2 in ((5, (3, 4, 2), 0.1), (8, (2, 5, 3, 4), 0.03), (1, (4, 1), 0.7)):
        parameters, gradients = named(sizes), named(sizes)
        gradients = dict(reversed(gradients.items()))
        P, Y = signed(rng, (N, sizes[-1])), signed(rng, (N, sizes[-1]))
        inputs = {"P": P, "Y": Y, "parameters": parameters, "gradients": gradients, "l2": l2}
        drawn.append(call_case(f"{len(sizes) - 1} layer{'s' * (len(sizes) > 2)}", **inputs))
    return drawn


EXERCISE = Function(
    l2_penalty,
    cases,
    title="Add a penalty on large weights",
    points=2,
    difficulty=2,
    read_again="A penalty on large weights",
    pure=True,
    returns=("loss", "gradients"),
    slips=[
        slip("gradient forgotten", slope=np.zeros_like).asks(
            "The loss has a new term that depends on W. Has its gradient?"
        ),
        slip("loss forgotten", square=lambda W: 0.0).asks(
            "Of which loss is your gradient the gradient?"
        ),
        slip("factor 2", slope=lambda W: 2 * W).asks("What is the ½ in front of the penalty for?"),
        slip("half kept", slope=lambda W: W / 2).asks("What is the derivative of ½ w²?"),
        slip("half forgotten in the loss", square=lambda W: np.sum(W**2)).asks(
            "Which factor stands in front of the squares in the penalty?"
        ),
        slip("biases penalised", penalised=lambda name: True).asks(
            "Does the sum run over the biases as well?"
        ),
        slip("divided by N", given=lambda P, Y, p, g, l2: (P, Y, p, g, l2 / len(Y))).asks(
            "Does the penalty know how many samples the batch holds?"
        ),
        slip(
            "gradients by their place",
            given=lambda P, Y, p, g, l2: (P, Y, p, dict(zip(p, g.values(), strict=True)), l2),
        ).asks("Do both dicts list their names in the same order, and do you rely on it?"),
        slip("data forgotten", join=lambda dW, added: added).asks(
            "What became of the gradients that you were given?"
        ),
        slip("length for its square", square=lambda W: np.linalg.norm(W) / 2).asks(
            "Is the penalty a sum of squares, or of the roots of such sums?"
        ),
        slip("changed in place", join=operator.iadd).asks(
            "What does the caller find in gradients after calling your function?"
        ),
        slip("weights added before they are squared", square=lambda W: W.sum() ** 2 / 2).asks(
            "Can a positive and a negative weight make each other's penalty small?"
        ),
        slip("sizes for squares", square=lambda W: np.abs(W).sum() / 2).asks(
            "Is the penalty a sum of squares, or of sizes?"
        ),
        slip("mean of the squares", square=lambda W: np.mean(W**2) / 2).asks(
            "Is the penalty a sum over the weights, or a mean?"
        ),
        slip("penalty subtracted", join=np.subtract).asks(
            "If a weight grows, does the penalty rise or fall, and its gradient?"
        ),
        slip("signs for weights", slope=np.sign).asks("Whose slope is the sign of w: w², or |w|?"),
    ],
)
