"""Scale normal numbers to weights that keep a signal's size, by He for ReLU, Xavier for tanh."""

import numpy as np

from bplib.course.checks import Function, call_case, slip


def he(fan_in, fan_out):
    """Return He's variance."""
    return 2 / fan_in


def xavier(fan_in, fan_out):
    """Return Xavier's variance."""
    return 2 / (fan_in + fan_out)


def scaled_weights(G, activation, *, relu=he, tanh=xavier, root=np.sqrt):
    """Return G times the spread of He (ReLU) or Xavier (tanh)."""
    variance = relu if activation == "relu" else tanh
    return root(variance(*G.shape)) * G


def cases(rng):
    """Draw a narrowing and a widening layer for each activation; one has a single input."""
    return [
        call_case("a narrowing layer", G=rng.normal(size=(7, 3)), activation="relu"),
        call_case("a single input", G=rng.normal(size=(1, 6)), activation="tanh"),
        call_case("a widening layer", G=rng.normal(size=(3, 8)), activation="relu"),
        call_case("a narrowing layer", G=rng.normal(size=(11, 5)), activation="tanh"),
    ]


EXERCISE = Function(
    scaled_weights,
    cases,
    title="Draw weights whose signal lasts",
    points=2,
    difficulty=2,
    minutes=4,
    read_again="By SymPy: the spread that lasts",
    slips=[
        slip("variance for spread", root=np.positive).asks(
            "Multiplying numbers by c: what does it do to their variance?"
        ),
        slip("fan-out for fan-in", relu=lambda fan_in, fan_out: 2 / fan_out).asks(
            "How many terms does one sum z of this layer have?"
        ),
        slip("He for every activation", tanh=he).asks(
            "Does tanh, too, throw half of its signal away?"
        ),
        slip("Xavier for every activation", relu=xavier).asks(
            "Which share of its input's second moment does a ReLU let through?"
        ),
        slip("ReLU's half forgotten", relu=lambda fan_in, fan_out: 1 / fan_in).asks(
            "Half of a ReLU's inputs become 0. Who makes up for it?"
        ),
        slip("fans added, not averaged", tanh=lambda fan_in, fan_out: 1 / (fan_in + fan_out)).asks(
            "For a square layer, should Xavier not be 1 / fan-in?"
        ),
        slip("forward pass only", tanh=lambda fan_in, fan_out: 1 / fan_in).asks(
            "Which wish does 1 / fan-in grant, and which does it ignore?"
        ),
        slip("number of weights for fan", relu=lambda fan_in, fan_out: 2 / (fan_in * fan_out)).asks(
            "Are all the weights of a layer terms of one sum?"
        ),
    ],
)
