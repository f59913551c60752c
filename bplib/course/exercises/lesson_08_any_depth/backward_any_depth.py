"""Go back through any number of layers: the output's delta, then gradients and deltas in turn."""

import numpy as np

from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_08_any_depth.forward_with_cache import forward_with_cache
from bplib.course.exercises.lesson_08_any_depth.shared import (
    DELTA,
    DEPTHS,
    bend,
    network,
    prime,
    signed,
)


def backward_any_depth(
    Y,
    weights,
    Zs,
    As,
    activations,
    *,
    count=len,
    output_slope=lambda name, Z, depth: prime(name, Z),
    hidden_slope=prime,
    received=lambda Zs, As: As[:-1],
    total=np.sum,
    back=lambda dZ, W: dZ @ W.T,
):
    """Return the gradients of all weights and all biases, layer 1 first."""
    dWs, dbs = [], []
    dZ = (As[-1] - Y) / count(Y) * output_slope(activations[-1], Zs[-1], len(Zs))
    for layer in reversed(range(len(weights))):
        dWs.insert(0, received(Zs, As)[layer].T @ dZ)
        dbs.insert(0, total(dZ, axis=0))
        if layer > 0:
            slope = hidden_slope(activations[layer - 1], Zs[layer - 1])
            dZ = back(dZ, weights[layer]) * slope
    return dWs, dbs


def cases(rng):
    """Draw networks of one to four layers, and a batch whose samples do not cancel."""

    def case(note, N, sizes, names):
        while True:
            weights, biases = network(rng, sizes)
            Zs, As = forward_with_cache(signed(rng, (N, sizes[0])), weights, biases, names)
            Y = As[-1] + signed(rng, As[-1].shape)
            dWs, dbs = backward_any_depth(Y, weights, Zs, As, names)
            if min(np.abs(gradient).max() for gradient in dWs + dbs) > 2e-3:
                break
        return call_case(note, Y=Y, weights=weights, Zs=Zs, As=As, activations=list(names))

    return [case(*depth) for depth in DEPTHS]


def first_at_zero(out):
    """Return gradients in which those of layer 1 are zeros."""
    return [[np.zeros_like(part[0]), *part[1:]] for part in out]


def loosely(carried=True, own=False):
    """Return a way back that leaves the slopes behind, or goes through the gradients."""

    def answer(Y, weights, Zs, As, activations):
        dWs, dbs = [], []
        dA = (As[-1] - Y) / len(Y)
        for layer in reversed(range(len(weights))):
            dZ = dA * prime(activations[layer], Zs[layer])
            dWs.insert(0, As[layer].T @ dZ)
            dbs.insert(0, dZ.sum(axis=0))
            dA = (dZ if carried else dA) @ (dWs[0] if own else weights[layer]).T
        return dWs, dbs

    return answer


EXERCISE = Function(
    backward_any_depth,
    cases,
    title="Go back through any number of layers",
    points=6,
    difficulty=3,
    core=True,
    read_again=DELTA,
    done_by=["network.Network", "gradcheck"],
    slips=[
        slip(
            "transposed only where it must be",
            back=lambda dZ, W: dZ @ (W if len(W) == dZ.shape[1] else W.T),
        ).asks("When a layer is as wide as the one before it, do shapes say which way W points?"),
        slip("last layer first", result=lambda out: (out[0][::-1], out[1][::-1])).asks(
            "You walked from the last layer to the first. In which order are results wanted?"
        ),
        slip("own output for input", received=lambda Zs, As: As[1:]).asks(
            "Which activations does W of a layer multiply: those it receives, or those it makes?"
        ),
        slip("output slope forgotten", output_slope=lambda name, Z, depth: 1.0).asks(
            "Which factor turns ∂L/∂A of the last layer into its delta?"
        ),
        slip("hidden slopes forgotten", hidden_slope=lambda name, Z: 1.0).asks(
            "Between two matrix products of the way back, which factor belongs to the layer?"
        ),
        slip(
            "slope of the next layer's activation",
            given=lambda Y, W, Zs, As, names: (Y, W, Zs, As, [*names[1:], names[-1]]),
        ).asks("Whose activation bent the sums that you take the slope at?"),
        slip("slopes taken at a", given=lambda Y, W, Zs, As, names: (Y, W, As[1:], As, names)).asks(
            "At which numbers are the slopes wanted: at Zs, or at As?"
        ),
        slip("not averaged", count=lambda Y: 1).asks(
            "Where in your function does the number of samples occur?"
        ),
        slip("averaged twice", count=lambda Y: len(Y) ** 2).asks(
            "How often does 1/N stand in the loss, and how often in your function?"
        ),
        slip("averaged at every layer", back=lambda dZ, W: dZ @ W.T / len(dZ)).asks(
            "From layer to layer your gradients shrink. What is divided on every step?"
        ),
        slip("bias averaged", total=np.mean).asks(
            "Do weights and biases treat the samples alike in your answer?"
        ),
        slip("sign turned", result=lambda out: [[-g for g in part] for part in out]).asks(
            "Does the gradient point to where the loss grows, or to where it falls?"
        ),
        slip("stopped early", result=lambda out: (out[0][1:], out[1][1:])).asks(
            "How many layers are there, and how many gradients did you return?"
        ),
        slip("weights not transposed", back=lambda dZ, W: dZ @ W).asks(
            "Which weights lead from the layer before to this one, and which way round are they "
            "needed on the way back?"
        ),
        slip("weights by their signs", back=lambda dZ, W: dZ @ np.sign(W).T).asks(
            "By what does a delta grow on its way back through a weight of 3?"
        ),
        slip(
            "output slope only without hidden layers",
            output_slope=lambda name, Z, depth: prime(name, Z) if depth == 1 else 1.0,
        ).asks("Does the last layer's slope depend on how many layers come before it?"),
        slip("sums for activations", received=lambda Zs, As: [As[0], *Zs[:-1]]).asks(
            "What does a layer receive: what its predecessor summed, or what it answered?"
        ),
        slip("hidden slopes at a", hidden_slope=lambda name, Z: prime(name, bend(name, Z))).asks(
            "At which numbers are the slopes of the hidden layers wanted?"
        ),
        slip(
            "output slope at a",
            output_slope=lambda name, Z, depth: prime(name, bend(name, Z)),
        ).asks("At which number is the slope of the last layer wanted?"),
        slip("activation for hidden slope", hidden_slope=bend).asks(
            "Is f(z) how large an output is, or how fast it changes?"
        ),
        slip("layer 1 left at zero", result=first_at_zero).asks(
            "Which layers does your loop reach: is layer 1 among them?"
        ),
        slip("slope not carried back", instead=loosely(carried=False)).asks(
            "What is sent through the weights on the way back: ∂L/∂A of a layer, or ∂L/∂Z?"
        ),
        slip("sent back through the gradients", instead=loosely(own=True)).asks(
            "What does a delta go back through: the weights, or what they are changed by?"
        ),
    ],
)
