"""Fill in a worksheet: forward, backward and one step of another 1-1-1 network, label 0."""

from math import floor, log, log10

from bplib.course.checks import Numbers, slip
from bplib.course.exercises.lesson_06_one_one_one.shared import sigmoid, slope

RATE = 0.2


def one_one_one_numbers(
    *,
    y=0.0,
    loss=lambda a2: -log(1 - a2),
    fed=lambda x, a1: a1,
    error=lambda a2, y: a2 - y,
    back=lambda w1, w2, new_w2: w2,
    bend=lambda z1, a1: slope(a1),
    inputs=lambda x, a1, a2: (x, a1),
    lr=RATE,
    kept=float,
):
    """Return every number of the worksheet; `kept` is what is noted of each."""
    x, w1, w2 = 1.5, -0.6, 0.7
    z1 = w1 * x
    a1 = kept(sigmoid(z1))
    z2 = kept(w2 * fed(x, a1))
    a2 = kept(sigmoid(z2))
    delta2 = kept(error(a2, y))
    into1, into2 = inputs(x, a1, a2)
    dw2 = kept(delta2 * into2)
    new_w2 = w2 - lr * dw2
    delta1 = kept(delta2 * back(w1, w2, new_w2) * bend(z1, a1))
    dw1 = kept(delta1 * into1)
    numbers = {"z1": z1, "a1": a1, "z2": z2, "a2": a2, "loss": loss(a2)}
    numbers |= {"delta2": delta2, "dw2": dw2, "delta1": delta1, "dw1": dw1}
    return numbers | {"new_w2": new_w2, "new_w1": w1 - lr * dw1}


def to_digits(value, digits):
    """Return a number rounded to so many significant digits."""
    return round(value, digits - 1 - floor(log10(abs(value)))) if value else value


def steps_alone(out):
    """Return the worksheet with the steps in the place of the new weights."""
    return {**out, "new_w2": out["new_w2"] - 0.7, "new_w1": out["new_w1"] + 0.6}


EXERCISE = Numbers(
    one_one_one_numbers,
    title="Fill in the worksheet",
    points=1,
    difficulty=1,
    core=True,
    read_again="By hand: one number at a time",
    slips=[
        slip("three digits", result=lambda out: {n: to_digits(v, 3) for n, v in out.items()}).asks(
            "How many significant digits does the exercise ask for?"
        ),
        slip("rounded at every step", kept=lambda v: to_digits(v, 4)).asks(
            "How many digits did you keep on paper, and how many are right in the end?"
        ),
        slip("three decimals at every step", kept=lambda v: round(v, 3)).asks(
            "How many significant digits of delta1 were left when you multiplied it by x?"
        ),
        slip("label 1", y=1.0, loss=lambda a2: -log(a2)).asks(
            "Which label has this worksheet, and which one had the page above?"
        ),
        slip("slope forgotten", bend=lambda z1, a1: 1).asks(
            "Between z1 and the loss stands a sigmoid: where is its slope in your delta1?"
        ),
        slip("updated weight used", back=lambda w1, w2, new_w2: new_w2).asks(
            "With which w2 was a2 computed, and which one is in your delta1?"
        ),
        slip("raw error", back=lambda w1, w2, new_w2: 1).asks(
            "Which weight does the error pass on its way back to the hidden neuron?"
        ),
        slip("slope kept", error=lambda a2, y: (a2 - y) * slope(a2)).asks(
            "Sigmoid with cross-entropy: what happens to the slope of the output neuron?"
        ),
        slip(
            "sign",
            result=lambda out: {
                **out,
                **{name: -out[name] for name in ("delta2", "dw2", "delta1", "dw1")},
            },
        ).asks("The output is too high. Does the loss rise or fall when z2 grows?"),
        slip("uphill", lr=-RATE).asks(
            "The gradient points to where the loss grows. Which way did you step?"
        ),
        slip("logarithm to base 10", loss=lambda a2: -log10(1 - a2)).asks(
            "Which logarithm has the slope 1 over its number?"
        ),
        slip("loss of the other label", loss=lambda a2: -log(a2)).asks(
            "Which of the two terms of the loss is left when y is 0?"
        ),
        slip("a(1 − a) fed z", bend=lambda z1, a1: slope(z1)).asks(
            "In a(1 − a), which number is a?"
        ),
        slip("a1 for x", inputs=lambda x, a1, a2: (a1, a1)).asks(
            "Which number does w1 multiply in the forward pass?"
        ),
        slip("w1 for w2", back=lambda w1, w2, new_w2: w1).asks(
            "Which weight stands between the hidden neuron and the output?"
        ),
        slip("a2 for a1", inputs=lambda x, a1, a2: (x, a2)).asks(
            "Which number does w2 multiply in the forward pass?"
        ),
        slip("x for a1", inputs=lambda x, a1, a2: (x, x)).asks(
            "Which number does w2 multiply in the forward pass?"
        ),
        slip("hidden layer skipped", fed=lambda x, a1: x).asks(
            "Which number reaches the output neuron: x, or what the hidden neuron makes of it?"
        ),
        slip("half the squared error", loss=lambda a2: a2**2 / 2).asks(
            "Which loss does the network have: squared error, or another one?"
        ),
        slip("squared error", loss=lambda a2: a2**2).asks(
            "Which loss does the network have, and what is −ln(1 − a2)?"
        ),
        slip("learning rate forgotten", lr=1).asks("How far is one step: how large is lr?"),
        slip("a tenth of the learning rate", lr=RATE / 10).asks(
            "Which learning rate does the worksheet give?"
        ),
        slip("learning rate of the page above", lr=0.1).asks(
            "Which learning rate does the worksheet give?"
        ),
        slip("label 1 in the delta", y=1.0).asks(
            "Which label has this worksheet, and which one had the page above?"
        ),
        slip("steps, not weights", result=steps_alone).asks(
            "Is this the step alone, or the weight after the step?"
        ),
    ],
)
