"""Find the layer that breaks the law: the sum of W * dW is the same in every layer but one."""

import numpy as np

from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_07_any_depth.backward_any_depth import backward_any_depth
from bplib.course.exercises.lesson_07_any_depth.forward_with_cache import forward_with_cache
from bplib.course.exercises.lesson_07_any_depth.shared import network, signed


def farthest(sums):
    """Return the layer whose sum is farthest from the middle one, counted from 1."""
    return int(np.abs(sums - np.median(sums)).argmax()) + 1


def odd_one(sums):
    """Return the layer whose sum is another one; 0 where all agree but for rounding."""
    layer = farthest(sums)
    off = abs(sums[layer - 1] - np.median(sums))
    return layer if off > 1e-3 * np.abs(sums).max() else 0


def layer_ledger(weights, gradients, *, entry=lambda W, dW: np.sum(W * dW), odd=odd_one):
    """Return the sum of W * dW of every layer, and which layer disagrees with the others."""
    sums = [float(entry(W, dW)) for W, dW in zip(weights, gradients, strict=True)]
    return sums, odd(sums)


def balanced(rng, depth):
    """Draw the weights of a ReLU network without biases, and send a batch there and back."""
    sizes = [int(n) for n in rng.permutation([3, 4, 5, 6, 7, 8])[: depth + 1]]
    weights, biases = network(rng, sizes)
    names = ["relu"] * (depth - 1) + ["identity"]
    X = signed(rng, (9, sizes[0]))
    Zs, As = forward_with_cache(X, weights, [0 * b for b in biases], names)
    Y = As[-1] * rng.uniform(0.2, 0.8) + 0.3 * signed(rng, As[-1].shape)
    return weights, backward_any_depth(Y, weights, Zs, As, names)[0]


def cases(rng):
    """Draw networks of three to five layers, one gradient of which is off by a factor.

    All gradients of a network are multiplied by a scale, so that sums are of any size.
    """
    drawn = []
    for depth, wrong, factor, scale in (
        (3, 2, 0.5, 1.0),
        (4, 0, 1.0, 1e6),
        (4, 4, -1.0, 1e-3),
        (3, 1, 1.12, 1e-6),
        (5, 3, 2.0, 1e3),
    ):
        while True:
            weights, dWs = balanced(rng, depth)
            dWs = [scale * (1 + rng.uniform(-2e-7, 2e-7)) * dW for dW in dWs]
            sums, _ = layer_ledger(weights, dWs)
            sizes = [np.sum(np.abs(W * dW)) for W, dW in zip(weights, dWs, strict=True)]
            rounded_apart = sums.count(sums[0]) == 1  # so that exact equality fails
            if rounded_apart and abs(sums[0]) > 0.2 * max(sizes) and abs(sums[0]) > 0.05 * scale:
                break
        if wrong:
            dWs[wrong - 1] = factor * dWs[wrong - 1]
        drawn.append(call_case(f"{depth} layers", weights=weights, gradients=dWs))
    return drawn


def exactly_alone(sums):
    """Return the first layer whose sum no other layer has to the last digit."""
    return next((layer for layer, s in enumerate(sums, 1) if sums.count(s) == 1), 0)


def absolutely_apart(sums):
    """Return the layer whose sum is farthest from the middle one, if it is more than 0.1 away."""
    layer = farthest(sums)
    return layer if abs(sums[layer - 1] - np.median(sums)) > 0.1 else 0


def unlike_the_first(sums):
    """Return the first layer that disagrees with layer 1."""
    close = np.isclose(sums, sums[0], rtol=1e-3)
    return 0 if close.all() else int(close.argmin()) + 1


EXERCISE = Function(
    layer_ledger,
    cases,
    title="Find the layer that breaks the law",
    points=3,
    difficulty=3,
    minutes=5,
    read_again="A free check: one sum, the same in every layer",
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
        slip("somebody must be guilty", odd=farthest).asks(
            "What does your function say of a network without a fault?"
        ),
        slip("exact equality", odd=exactly_alone).asks(
            "Can two sums of rounded numbers be expected to agree in the last digit?"
        ),
        slip("an absolute tolerance", odd=absolutely_apart).asks(
            "Is a difference of 0.1 large beside sums of a million, or of a millionth?"
        ),
        slip("first layer trusted", odd=unlike_the_first).asks(
            "What does your function say when layer 1 itself is the odd one?"
        ),
    ],
)
