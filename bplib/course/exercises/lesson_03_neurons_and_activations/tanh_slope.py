"""The slope of tanh, from z."""

import numpy as np

from bplib.course.checks import Function, slip
from bplib.course.exercises.lesson_03_neurons_and_activations.shared import (
    _slope_cases,
    sigmoid_slope,
)

EXERCISE = Function(
    lambda z: 1 / np.cosh(z) ** 2,
    _slope_cases,
    name="tanh_slope",
    title="The slope of tanh, from z",
    points=1,
    difficulty=1,
    minutes=2,
    read_again="Two ways to write a slope",
    slips=[
        slip("1 − a² fed z", instead=lambda z: 1 - np.asarray(z) ** 2).asks(
            "Your function receives z. Which number does the rule 1 − a² want?"
        ),
        slip("square forgotten", instead=lambda z: 1 - np.tanh(z)).asks(
            "At z = −2, is your slope above 1? What is the steepest that tanh ever is?"
        ),
        slip("slope at a", instead=lambda z: 1 - np.tanh(np.tanh(z)) ** 2).asks(
            "How often is tanh applied in your function?"
        ),
        slip("tanh itself", instead=lambda z: np.tanh(z)).asks(
            "Where tanh is flat, what should its slope be?"
        ),
        slip("rule of the sigmoid", instead=lambda z: np.tanh(z) * (1 - np.tanh(z))).asks(
            "Which of the two functions has the slope a(1 − a)?"
        ),
        slip("slope of the sigmoid", instead=sigmoid_slope).asks(
            "Is tanh at 0 as steep as the sigmoid, or steeper?"
        ),
        slip("sign", instead=lambda z: np.tanh(z) ** 2 - 1).asks("Does tanh rise or fall?"),
    ],
)
