"""The slope of the sigmoid, from z."""

import numpy as np

from bplib.course.checks import Function, slip
from bplib.course.exercises.lesson_03_neurons_and_activations.shared import (
    _sigmoid,
    _slope_cases,
    sigmoid_slope,
)

EXERCISE = Function(
    sigmoid_slope,
    _slope_cases,
    title="The slope of the sigmoid, from z",
    points=2,
    difficulty=1,
    minutes=2,
    read_again="Two ways to write a slope",
    slips=[
        slip("a(1 − a) fed z", instead=lambda z: z * (1 - z)).asks(
            "Your function receives z. Which number does the rule a(1 − a) want?"
        ),
        slip("slope at a", instead=lambda z: _sigmoid(_sigmoid(z)) * _sigmoid(-_sigmoid(z))).asks(
            "How often is the sigmoid applied before a(1 − a) in your function?"
        ),
        slip("the sigmoid itself", instead=lambda z: _sigmoid(z)).asks(
            "Far to the right the sigmoid is flat. Is your slope near 0 there?"
        ),
        slip("rule of tanh", instead=lambda z: 1 - _sigmoid(z) ** 2).asks(
            "Which of the two functions has the slope 1 − a²?"
        ),
        slip("sign", instead=lambda z: -sigmoid_slope(z)).asks("Does the sigmoid rise or fall?"),
        slip("largest slope everywhere", instead=lambda z: np.full_like(z, 0.25)).asks(
            "A quarter is the slope at one place. Which?"
        ),
        slip("a and z mixed", instead=lambda z: _sigmoid(z) * (1 - np.asarray(z))).asks(
            "Are both factors of your product made of the same number?"
        ),
    ],
)
