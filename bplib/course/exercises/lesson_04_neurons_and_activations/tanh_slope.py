"""Write the slope of tanh as a function of z, by the rule 1 − a²."""

import numpy as np

from bplib.activations import sigmoid_prime
from bplib.course.checks import Function, slip
from bplib.course.exercises.lesson_04_neurons_and_activations.shared import overwritten, places


def tanh_slope(z, *, height=np.tanh, rule=lambda a: 1 - a**2):
    """Return tanh′(z)."""
    return rule(height(z))


EXERCISE = Function(
    tanh_slope,
    places,
    title="The slope of tanh, from z",
    points=1,
    difficulty=1,
    pure=True,
    read_again="Two ways to write a slope",
    slips=[
        slip("1 − a² fed z", height=np.asarray).asks(
            "Your function receives z. Which number does the rule 1 − a² want?"
        ),
        slip("square forgotten", rule=lambda a: 1 - a).asks(
            "At z = −2, is your slope above 1? What is the steepest that tanh ever is?"
        ),
        slip("slope at a", height=lambda z: np.tanh(np.tanh(z))).asks(
            "How often is tanh applied in your function?"
        ),
        slip("tanh itself", rule=lambda a: a).asks("Where tanh is flat, what should its slope be?"),
        slip("rule of the sigmoid", rule=lambda a: a * (1 - a)).asks(
            "Which of the two functions has the slope a(1 − a)?"
        ),
        slip("slope of the sigmoid", instead=sigmoid_prime).asks(
            "Is tanh at 0 as steep as the sigmoid, or steeper?"
        ),
        slip("changed in place", given=overwritten).asks(
            "After the call, what has become of the z that you were given?"
        ),
        slip("sign", result=np.negative).asks("Does tanh rise or fall?"),
        slip("height of the sigmoid", height=lambda z: 1 / (1 + np.exp(-z))).asks(
            "Which curve do you square: tanh, or another one?"
        ),
        slip("root of the slope", instead=lambda z: 1 / np.cosh(z)).asks(
            "Which power of 1/cosh z is the slope of tanh?"
        ),
        slip("second derivative", rule=lambda a: -2 * a * (1 - a**2)).asks(
            "Is that how steep tanh is, or how fast its slope changes?"
        ),
        slip("half of z", height=lambda z: np.tanh(z / 2)).asks(
            "Which number does tanh receive: z, or half of it?"
        ),
        slip("slope times height", rule=lambda a: a * (1 - a**2)).asks(
            "How many factors has the rule of tanh?"
        ),
    ],
)
