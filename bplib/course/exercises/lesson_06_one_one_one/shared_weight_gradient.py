"""Differentiate by a weight that stands in two places: a change reaches the loss by two routes."""

from operator import add, mul

from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_06_one_one_one.shared import sigmoid, slope


def shared_weight_gradient(
    x,
    y,
    w,
    *,
    error=lambda a2, y: a2 - y,
    back=lambda w: w,
    bend=slope,
    inputs=lambda x, a1: (x, a1),
    join=add,
):
    """Return dL/dw where both layers use the same weight w."""
    a1 = sigmoid(w * x)
    a2 = sigmoid(w * a1)
    delta2 = error(a2, y)
    delta1 = delta2 * back(w) * bend(a1)
    into1, into2 = inputs(x, a1)
    first = delta1 * into1
    last = delta2 * into2
    return join(first, last)


KINDS = (
    (1.0, 1, 1, ""),
    (0.0, 1, 1, "the label is 0"),
    (1.0, 1, -1, "w is negative"),
    (0.0, -1, 1, "x is negative"),
)


def cases(rng):
    """Draw both labels, a negative weight and a negative input."""

    def case(y, sign_x, sign_w, note):
        x, w = rng.uniform((0.6, 0.4), (2.5, 1.5))
        return call_case(note, x=float(sign_x * x), y=y, w=float(sign_w * w))

    return [case(*kind) for kind in KINDS]


def one_road(x, y, w):
    """Multiply the links of both routes, the delta once."""
    a1 = sigmoid(w * x)
    return (sigmoid(w * a1) - y) * a1 * w * slope(a1) * x


EXERCISE = Function(
    shared_weight_gradient,
    cases,
    title="One weight in two places",
    points=3,
    difficulty=3,
    read_again="Delta: the chain on one line",
    slips=[
        slip("last use only", join=lambda first, last: last).asks(
            "By how many routes does a change of w reach the loss?"
        ),
        slip("first use only", join=lambda first, last: first).asks(
            "By how many routes does a change of w reach the loss?"
        ),
        slip("product of the paths", join=mul).asks(
            "Links of one route are multiplied. What is done with two routes?"
        ),
        slip("links of both roads in one product", instead=one_road).asks(
            "Do all of your factors lie on one and the same route?"
        ),
        slip("mean of the paths", join=lambda first, last: (first + last) / 2).asks(
            "If two people push a cart, is the force on it their mean?"
        ),
        slip("difference of the paths", join=lambda first, last: last - first).asks(
            "With which sign does each route enter the total?"
        ),
        slip("slope forgotten", bend=lambda a1: 1).asks(
            "The longer route passes the hidden sigmoid. Where is its slope?"
        ),
        slip("raw error on the longer road", back=lambda w: 1).asks(
            "The longer route passes w once more on its way back. Does yours?"
        ),
        slip("sign", result=lambda gradient: -gradient).asks(
            "If the output is above y, should its delta be positive or negative?"
        ),
        slip("slope kept", error=lambda a2, y: (a2 - y) * slope(a2)).asks(
            "Sigmoid with cross-entropy: what cancels the slope of the output neuron?"
        ),
        slip("slope of the loss by a2", error=lambda a2, y: (a2 - y) / slope(a2)).asks(
            "Is your delta the slope by a2 or by z2, and which link lies between them?"
        ),
        slip("deltas added", inputs=lambda x, a1: (1, 1)).asks(
            "A delta is ∂L/∂z. Which link leads from z to the weight?"
        ),
        slip("last use twice", join=lambda first, last: 2 * last).asks(
            "Do both routes pass the same links?"
        ),
        slip(
            "weight returned", around=lambda answer: lambda x, y, w: w - 0.1 * answer(x, y, w)
        ).asks("What is asked for: the gradient, or the weight after a step?"),
    ],
)
