"""Write the backward pass of the 1-1-1 network: sigmoids, cross-entropy, no biases."""

from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_06_one_one_one.shared import LEARNING_RATE, sigmoid, slope


def one_one_one_backward(
    x,
    y,
    w1,
    w2,
    *,
    error=lambda a2, y: a2 - y,
    back=lambda w1, w2, dw2: w2,
    bend=lambda z1, a1, a2: slope(a1),
    inputs=lambda x, z1, a1, a2: (x, a1),
):
    """Return ∂L/∂w1 and ∂L/∂w2: each neuron's delta times its input."""
    z1 = w1 * x
    a1 = sigmoid(z1)
    a2 = sigmoid(w2 * a1)
    delta2 = error(a2, y)
    delta1 = delta2 * back(w1, w2, delta2 * a1) * bend(z1, a1, a2)
    into1, into2 = inputs(x, z1, a1, a2)
    return delta1 * into1, delta2 * into2


KINDS = (
    (1.0, ""),
    (0.0, "the label is 0"),
    (1.0, "w2 is negative"),
    (0.0, "x is negative"),
    (1.0, ""),
)


def cases(rng):
    """Draw both labels, a negative weight and a negative input."""

    def case(y, note):
        x, w1, w2 = rng.uniform((0.6, 0.4, 0.4), (2.5, 1.5, 1.8))
        x, w2 = (-x if "x is" in note else x), (-w2 if "w2 is" in note else w2)
        return call_case(note, x=float(x), y=y, w1=float(w1), w2=float(w2))

    return [case(*kind) for kind in KINDS]


def stepped(answer):
    """Return an answer that gives the weights after a step."""

    def weights(x, y, w1, w2):
        dw1, dw2 = answer(x, y, w1, w2)
        return w1 - LEARNING_RATE * dw1, w2 - LEARNING_RATE * dw2

    return weights


EXERCISE = Function(
    one_one_one_backward,
    cases,
    title="Write the backward pass",
    points=4,
    difficulty=2,
    core=True,
    returns=("∂L/∂w1", "∂L/∂w2"),
    read_again="Delta: the chain on one line",
    done_by=["course.experiments.lesson_06"],
    slips=[
        slip("updated weight used", back=lambda w1, w2, dw2: w2 - LEARNING_RATE * dw2).asks(
            "With which w2 was the loss computed, and which w2 is in your delta1?"
        ),
        slip("slope forgotten", bend=lambda z1, a1, a2: 1).asks(
            "How many links lie between the loss and z1, and how many factors has your delta1?"
        ),
        slip("raw error at the hidden neuron", back=lambda w1, w2, dw2: 1).asks(
            "If w2 were 0, how much could the hidden neuron change the loss?"
        ),
        slip(
            "error handed on unchanged", back=lambda w1, w2, dw2: 1, bend=lambda z1, a1, a2: 1
        ).asks("What do the weight w2 and the hidden sigmoid do to the error on its way back?"),
        slip("sign", error=lambda a2, y: y - a2).asks(
            "If the output is above y, should its delta be positive or negative?"
        ),
        slip("slope kept", error=lambda a2, y: (a2 - y) * slope(a2)).asks(
            "Sigmoid with cross-entropy: what cancels the slope of the output neuron?"
        ),
        slip("slope at a", bend=lambda z1, a1, a2: slope(sigmoid(a1))).asks(
            "Is the slope of the hidden sigmoid taken at z1, or at a1?"
        ),
        slip("a(1 − a) fed z", bend=lambda z1, a1, a2: slope(z1)).asks(
            "In a(1 − a), which number is a?"
        ),
        slip("z for a", inputs=lambda x, z1, a1, a2: (x, z1)).asks(
            "Which number does w2 multiply in the forward pass: z1 or a1?"
        ),
        slip("a1 for x", inputs=lambda x, z1, a1, a2: (a1, a1)).asks(
            "Which number does w1 multiply in the forward pass?"
        ),
        slip("deltas returned", inputs=lambda x, z1, a1, a2: (1, 1)).asks(
            "A delta is ∂L/∂z. Which link leads from z to the weight?"
        ),
        slip("other order", result=lambda gradients: gradients[::-1]).asks(
            "In which order does the docstring return the two?"
        ),
        slip(
            "dw2 for delta2", back=lambda w1, w2, dw2: w2, bend=lambda z1, a1, a2: a1 * slope(a1)
        ).asks(
            "What does the hidden neuron hear from above: the error at z2, or the gradient of w2?"
        ),
        slip("w1 for w2", back=lambda w1, w2, dw2: w1).asks(
            "Which weight stands between the hidden neuron and the output?"
        ),
        slip("slope of the output neuron", bend=lambda z1, a1, a2: slope(a2)).asks(
            "Whose slope stands in your delta1?"
        ),
        slip("a2 for a1", inputs=lambda x, z1, a1, a2: (x, a2)).asks(
            "Which number does w2 multiply in the forward pass?"
        ),
        slip("weights returned", around=stepped).asks(
            "What does the docstring return: gradients, or weights after a step?"
        ),
        slip("slope of the loss by a2", error=lambda a2, y: (a2 - y) / slope(a2)).asks(
            "Is your delta the slope by a2 or by z2, and which link lies between them?"
        ),
        slip("rule of tanh", bend=lambda z1, a1, a2: 1 - a1**2).asks(
            "Which curve has the slope 1 − a²?"
        ),
    ],
)
