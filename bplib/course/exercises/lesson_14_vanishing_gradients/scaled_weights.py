"""Scale normal numbers to weights that keep a signal's size, by He for ReLU, Xavier for tanh."""

import numpy as np

from bplib.course.checks import Function, call_case, slip


def he(fan_in, fan_out):
    """Return He's variance."""
    return 2 / fan_in


def xavier(fan_in, fan_out):
    """Return Xavier's variance."""
    return 2 / (fan_in + fan_out)


def scaled_weights(G, activation, *, relu=he, tanh=xavier, root=np.sqrt, times=np.multiply):
    """Return G times the standard deviation of He (ReLU) or Xavier (tanh)."""
    variance = relu if activation == "relu" else tanh
    return times(root(variance(*G.shape)), G)


def cases(rng):
    """Draw a narrowing and a widening layer for each activation; one has a single input."""
    return [
        call_case("a narrowing ReLU layer", G=rng.normal(size=(7, 3)), activation="relu"),
        call_case("tanh, a single input", G=rng.normal(size=(1, 6)), activation="tanh"),
        call_case("a widening ReLU layer", G=rng.normal(size=(3, 8)), activation="relu"),
        call_case("a narrowing tanh layer", G=rng.normal(size=(11, 5)), activation="tanh"),
    ]


def fresh(std, G):
    """Return numbers drawn anew."""
    return np.random.default_rng(0).normal(0, std, G.shape)


EXERCISE = Function(
    scaled_weights,
    cases,
    title="Draw weights whose signal lasts",
    points=2,
    difficulty=2,
    core=True,
    read_again="Which standard deviation lasts?",
    slips=[
        slip("variance for standard deviation", root=np.positive).asks(
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
        slip("numbers of its own", times=fresh).asks("Where in your function is G?"),
        slip("fan-out for fan-in in Xavier", tanh=lambda fan_in, fan_out: 2 / fan_out).asks(
            "How many numbers does Xavier's rule look at?"
        ),
        slip("divided by the standard deviation", times=lambda std, G: G / std).asks(
            "A layer has more inputs. Should its weights grow or shrink?"
        ),
        slip("normalised first", times=lambda std, G: std * G / G.std()).asks(
            "By what is G multiplied, and does that depend on the numbers in G?"
        ),
        slip("rules exchanged", relu=xavier, tanh=he).asks(
            "Which of the two activations throws half of its signal away, and which rule knows?"
        ),
        slip("bounds of uniform numbers", root=lambda variance: np.sqrt(3 * variance)).asks(
            "Is that the standard deviation of the weights, or a bound for uniform ones?"
        ),
    ],
)
