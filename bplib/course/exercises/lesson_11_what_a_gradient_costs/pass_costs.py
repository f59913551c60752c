"""Count the multiplications in the matrix products of a forward and of a backward pass."""

from itertools import pairwise

import numpy as np

from bplib.course.checks import Function, call_case, slip


def pass_costs(sizes, N, *, own=lambda products: products, sent=lambda products: products[1:]):
    """Return the multiplications forward, and backward: for each layer's own dW, and for dZ."""
    sizes = np.asarray(sizes)
    products = np.array([n_in * n_out for n_in, n_out in pairwise(sizes)])
    return N * sum(products), N * (sum(own(products)) + sum(sent(products)))


def cases(rng):
    """Draw networks of one to five layers, whose first and last layers cost differently."""
    drawn = []
    for depth in (2, 3, 4, 1, 5):
        while True:
            sizes = [int(n) for n in rng.permutation(np.arange(2, 40))[: depth + 1]]
            if depth == 1 or sizes[0] * sizes[1] != sizes[-2] * sizes[-1]:
                break
        N = int(rng.integers(20, 90))
        drawn.append(call_case(f"{depth} layer{'s' * (depth > 1)}", sizes=sizes, N=N))
    return drawn


def biases_counted(costs):
    """Count one more multiplication for every neuron and sample, in both passes."""
    return lambda sizes, N: tuple(cost + N * sum(sizes[1:]) for cost in costs(sizes, N))


EXERCISE = Function(
    pass_costs,
    cases,
    title="Count the multiplications of both passes",
    points=3,
    core=True,
    difficulty=3,
    returns=("forward", "backward"),
    read_again="Count a backward pass",
    slips=[
        slip("two products in every layer", sent=lambda products: products).asks(
            "Who needs the derivative of the loss by the data?"
        ),
        slip("gradients of the weights only", sent=lambda products: []).asks(
            "What does it take to bring the delta to the layer before?"
        ),
        slip("deltas only", own=lambda products: []).asks(
            "What does it take to turn a delta into the gradient of the weights?"
        ),
        slip("last layer for first", sent=lambda products: products[:-1]).asks(
            "At which end of the network does the walk back stop?"
        ),
        slip("one sample", given=lambda sizes, N: (sizes, 1)).asks(
            "How does the count change when the batch is twice as large?"
        ),
        slip("first layer left out", own=lambda products: products[1:]).asks(
            "No delta is sent on from layer 1. Has it no gradient either?"
        ),
        slip("biases counted", around=biases_counted).asks("Is a bias multiplied by anything?"),
        slip("three times the forward pass", result=lambda out: (out[0], 3 * out[0])).asks(
            "How many products does the way back need in a layer, besides the forward one?"
        ),
        slip("forward pass counted in both", result=lambda out: (out[0], out[0] + out[1])).asks(
            "Are the forward pass's products in your second count, too?"
        ),
        slip("in forward passes", result=lambda out: (out[0], out[1] / out[0])).asks(
            "Is the backward pass to be counted in multiplications, or in forward passes?"
        ),
    ],
)
