"""Bound what arrives at the start of a chain: each link gives at most its largest slope · |w|."""

import numpy as np

from bplib.course.checks import Function, call_case, slip

LARGEST_SLOPE = {"sigmoid": 0.25, "tanh": 1.0, "relu": 1.0}


def gradient_bound(activation, weights, *, steepest=LARGEST_SLOPE, size=np.abs, join=np.prod):
    """Return the product of (largest slope) |w| over the links of a chain."""
    return join(steepest[activation] * size(weights))


def cases(rng):
    """Draw chains of three to seven links, some weights negative, and a chain of a small one."""

    def weights(length, negative):
        signs = rng.permutation([-1.0] * negative + [1.0] * (length - negative))
        return signs * rng.uniform(1.3, 3.0, length)

    return [
        call_case("three sigmoid links", activation="sigmoid", weights=weights(3, 1)),
        call_case("five tanh links", activation="tanh", weights=weights(5, 3)),
        call_case("six ReLU links", activation="relu", weights=weights(6, 2)),
        call_case("seven sigmoid links", activation="sigmoid", weights=weights(7, 3)),
        call_case("one tanh link", activation="tanh", weights=weights(1, 1) / 4),
    ]


EXERCISE = Function(
    gradient_bound,
    cases,
    title="Bound the derivative of a chain",
    points=2,
    difficulty=2,
    core=True,
    read_again="By hand: one factor a layer",
    slips=[
        slip("tanh below a quarter", steepest=LARGEST_SLOPE | {"tanh": 0.25}).asks(
            "Which of the two squashing functions has slope 1 at 0?"
        ),
        slip("largest value for largest slope", steepest=LARGEST_SLOPE | {"sigmoid": 1.0}).asks(
            "Is 1 the sigmoid's largest slope, or something else of the sigmoid's?"
        ),
        slip("signs kept", size=np.positive).asks(
            "Can the size of a derivative be bounded by a negative number?"
        ),
        slip("weights left out", size=np.ones_like).asks(
            "Doubling one weight: what does that do to the derivative of the chain?"
        ),
        slip("one link missing", given=lambda activation, weights: (activation, weights[1:])).asks(
            "The derivative is by the input a₀. Through which weights does it pass?"
        ),
        slip("sum for product", join=np.sum).asks(
            "Do the links of a chain add up, or does each act on what the next one gives?"
        ),
        slip(
            "one slope for all links",
            instead=lambda activation, weights: LARGEST_SLOPE[activation] * abs(np.prod(weights)),
        ).asks("How many activations are there, and how many slopes did you use?"),
        slip("largest weight for all", size=lambda w: np.full(len(w), np.abs(w).max())).asks(
            "This is a bound too. Does every link have the largest weight?"
        ),
        slip("power of the mean", size=lambda w: np.full(len(w), np.abs(w).mean())).asks(
            "Is the product of some numbers their mean to the power of how many there are?"
        ),
        slip("links added up in size", join=lambda f: np.max(f)).asks(
            "How many links does the signal pass?"
        ),
        slip("no link above 1", join=lambda factors: np.prod(np.minimum(factors, 1.0))).asks(
            "Can a link with a weight of 3 make a signal larger?"
        ),
    ],
)
