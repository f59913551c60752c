"""Find the layer that breaks the law: the sum of W * dW is the same in every layer but one."""

from itertools import pairwise

import numpy as np

from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_11_what_a_gradient_costs.shared import (
    relu_activations,
    relu_gradients,
    signed,
)


def first_beyond(sums, gaps, limit):
    """Return the first layer, counted from 1, whose gap is beyond a limit; 0 where none is."""
    beyond = gaps > limit
    return int(beyond.argmax()) + 1 if beyond.any() else 0


def layer_ledger(
    weights,
    gradients,
    *,
    entry=lambda W, dW: np.sum(W * dW),
    middle=np.median,
    limit=lambda sums: 1e-3 * np.abs(sums).max(),
    size=np.abs,
    odd=first_beyond,
):
    """Return the sum of W * dW of every layer, and which layer disagrees with the others."""
    sums = [float(entry(W, dW)) for W, dW in zip(weights, gradients, strict=True)]
    gaps = size(np.array(sums) - middle(sums))
    return sums, odd(sums, gaps, limit(sums))


def balanced(rng, depth):
    """Draw the weights of a ReLU network without biases, and send a batch there and back."""
    sizes = [int(n) for n in rng.permutation([3, 4, 5, 6, 7, 8])[: depth + 1]]
    weights = [signed(rng, pair) for pair in pairwise(sizes)]
    As = relu_activations(signed(rng, (9, sizes[0])), weights)
    Y = As[-1] * rng.uniform(0.2, 0.8) + 0.3 * signed(rng, As[-1].shape)
    return weights, relu_gradients(As, Y, weights)


def cases(rng):
    """Draw three to five layers, a gradient off by a factor, the sums enormous or tiny."""
    drawn = []
    for depth, wrong, factor, scale in (
        (3, 2, 0.5, 1e9),
        (4, 0, 1.0, 1e9),
        (4, 4, -1.0, 1e-5),
        (3, 1, 1.12, 1e-5),
        (5, 5, 2.0, 1e9),
    ):
        while True:
            weights, dWs = balanced(rng, depth)
            noise = 2e-7 if scale > 1 else 1e-10
            total = abs(np.sum(weights[0] * dWs[0]))
            if not total:  # a network of dead units
                continue
            size = rng.uniform(1, 4) * scale / total
            dWs = [size * (1 + rng.uniform(-noise, noise)) * dW for dW in dWs]
            sums, _ = layer_ledger(weights, dWs)
            sizes = [np.sum(np.abs(W * dW)) for W, dW in zip(weights, dWs, strict=True)]
            rounded_apart = sums.count(sums[0]) == 1  # so that exact equality fails
            if rounded_apart and abs(sums[0]) > 0.2 * max(sizes):
                break
        if wrong:
            dWs[wrong - 1] = factor * dWs[wrong - 1]
        drawn.append(call_case(f"{depth} layers", weights=weights, gradients=dWs))
    return drawn


def exactly_alone(sums, gaps, limit):
    """Return the layer whose sum stands alone, to the last digit."""
    return next((k for k, s in enumerate(sums, 1) if sums.count(s) == 1), 0)


def beyond_a_tenth(blamed):
    """Return the one that a search of all sums blames, if any is beyond a fixed limit."""
    return lambda sums, gaps, _: (int(np.argmax(blamed(sums, gaps))) + 1) * bool(gaps.max() > 0.1)


EXERCISE = Function(
    layer_ledger,
    cases,
    title="Find the layer that breaks the law",
    points=3,
    difficulty=3,
    returns=("sums", "layer"),
    read_again="A free check: one sum, the same in every layer",
    met={"gaps": "how far each sum is from the middle one"},
    slips=[
        slip("matrix product for entrywise", entry=lambda W, dW: np.sum(W.T @ dW)).asks(
            "How many products has the sum over i and j of W_ij dW_ij?"
        ),
        slip("sizes added", entry=lambda W, dW: np.sum(np.abs(W * dW))).asks(
            "May the terms of the sum cancel?"
        ),
        slip("mean for sum", entry=lambda W, dW: np.mean(W * dW)).asks(
            "Layers differ in their number of weights. Does your number depend on it?"
        ),
        slip("gradient alone", entry=lambda W, dW: np.sum(dW)).asks(
            "What multiplies each entry of dW in the law?"
        ),
        slip("layers counted from zero", result=lambda out: (out[0], out[1] - 1)).asks(
            "What do you answer when layer 1 is the odd one, and what when none is?"
        ),
        slip(
            "layers counted from zero, 0 for none", result=lambda out: (out[0], max(out[1] - 1, 0))
        ).asks(
            "Which number has the first layer in your answer, and which means that none is odd?"
        ),
        slip(
            "compared with the mean", middle=np.mean, limit=lambda sums: 1e-3 * abs(np.mean(sums))
        ).asks("Where does a mean lie when one of the numbers is far away from the others?"),
        slip("somebody must be guilty", odd=lambda _, gaps, limit: int(gaps.argmax()) + 1).asks(
            "What does your function say of a network without a fault?"
        ),
        slip("exact equality", odd=exactly_alone).asks(
            "Can two sums of rounded numbers be expected to agree in the last digit?"
        ),
        slip("an absolute tolerance", limit=lambda sums: 0.1).asks(
            "Is your tolerance large beside sums of a billion, or of a hundred-thousandth?"
        ),
        slip("an absolute tolerance, the farthest blamed", odd=beyond_a_tenth(lambda _, g: g)).asks(
            "Is your tolerance large beside sums of a billion, or of a hundred-thousandth?"
        ),
        slip("a tiny absolute tolerance", limit=lambda sums: 1e-12).asks(
            "To how many digits do the right ones of large sums agree, and which digits are those?"
        ),
        slip("first layer trusted", middle=lambda sums: sums[0]).asks(
            "What does your function say when layer 1 itself is the odd one?"
        ),
        slip("last layer trusted", middle=lambda sums: sums[-1]).asks(
            "What does your function say when the last layer itself is the odd one?"
        ),
        slip("largest sum blamed", odd=beyond_a_tenth(lambda sums, _: sums)).asks(
            "Can the odd sum be smaller than the others?"
        ),
        slip("nobody ever guilty", result=lambda out: (out[0], 0)).asks(
            "When does your function answer anything but 0?"
        ),
        slip("smaller ones never odd", size=np.asarray).asks(
            "Can a wrong sum be smaller than the right ones, and what is its difference then?"
        ),
    ],
)
