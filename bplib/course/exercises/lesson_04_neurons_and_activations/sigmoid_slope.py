"""Write the slope of the sigmoid as a function of z, by the rule a(1 − a)."""

import numpy as np

from bplib.activations import sigmoid
from bplib.course.checks import Function, slip
from bplib.course.exercises.lesson_04_neurons_and_activations.shared import overwritten, places


def sigmoid_slope(z, *, height=sigmoid, rule=lambda a: a * (1 - a)):
    """Return σ′(z)."""
    return rule(height(z))


EXERCISE = Function(
    sigmoid_slope,
    places,
    title="The slope of the sigmoid, from z",
    points=2,
    core=True,
    difficulty=1,
    pure=True,
    read_again="Two ways to write a slope",
    slips=[
        slip("a(1 − a) fed z", height=np.asarray).asks(
            "Your function receives z. Which number does the rule a(1 − a) want?"
        ),
        slip("slope at a", height=lambda z: sigmoid(sigmoid(z))).asks(
            "How often is the sigmoid applied before a(1 − a) in your function?"
        ),
        slip("the sigmoid itself", rule=lambda a: a).asks(
            "Far to the right the sigmoid is flat. Is your slope near 0 there?"
        ),
        slip("rule of tanh", rule=lambda a: 1 - a**2).asks(
            "Which of the two functions has the slope 1 − a²?"
        ),
        slip("changed in place", given=overwritten).asks(
            "After the call, what has become of the z that you were given?"
        ),
        slip("sign", result=np.negative).asks("Does the sigmoid rise or fall?"),
        slip("largest slope everywhere", rule=lambda a: np.full_like(a, 1 / 4)).asks(
            "A quarter is the slope at one place. Which?"
        ),
        slip("a and z mixed", instead=lambda z: sigmoid(z) * (1 - z)).asks(
            "Are both factors of your product made of the same number?"
        ),
        slip("one factor only", rule=lambda a: 1 - a).asks(
            "How many factors has the rule, and how large is each of them far to the right?"
        ),
        slip(
            "exponent without its minus", instead=lambda z: np.exp(z) / (1 + np.exp(-z)) ** 2
        ).asks("In e^−z / (1 + e^−z)², which sign has each of the exponents?"),
        slip("exponent with a minus", instead=lambda z: np.exp(-z) / (1 + np.exp(z)) ** 2).asks(
            "In e^z / (1 + e^z)², which sign has each of the exponents?"
        ),
        slip("second derivative", rule=lambda a: a * (1 - a) * (1 - 2 * a)).asks(
            "Is that how steep the sigmoid is, or how fast its slope changes?"
        ),
        slip("slope of tanh", instead=lambda z: 1 - np.tanh(z) ** 2).asks(
            "Whose slope is 1 at z = 0: that of tanh, or that of the sigmoid?"
        ),
    ],
)
