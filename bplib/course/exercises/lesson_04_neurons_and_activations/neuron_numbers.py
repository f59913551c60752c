"""Send three inputs through one neuron by hand, and listen to one weight and one input."""

from operator import mul

import numpy as np

from bplib.activations import sigmoid, sigmoid_prime
from bplib.course.checks import Numbers, slip


def neuron_numbers(
    *,
    b=-0.7,
    squash=sigmoid,
    slope=lambda z, a: a * (1 - a),
    pick=1,
    second=mul,
    inner=lambda w, x: (x, w),
):
    """Return the sum, the activation, its slope, and the derivatives by w2 and x2."""
    x1, x2, x3 = x = (2, -1.5, 1)
    w1, w2, w3 = w = (0.5, -0.4, 0.3)
    z = x1 * w1 + second(x2, w2) + x3 * w3 + b
    a = squash(z)
    s = slope(z, a)
    by_w2, by_x2 = inner(w[pick], x[pick])
    return {"z": z, "a": a, "slope": s, "by_w2": s * by_w2, "by_x2": s * by_x2}


EXERCISE = Numbers(
    neuron_numbers,
    title="One neuron with pen and paper",
    points=1,
    difficulty=1,
    read_again="By hand: add, squash, listen",
    slips=[
        slip("bias forgotten", b=0.0).asks("What does z become when all three inputs are 0?"),
        slip("bias with the other sign", b=0.7).asks("Does the bias push z up here, or down?"),
        slip("sign of a product", second=lambda x, w: -x * w).asks(
            "Which sign has the product of two negative numbers?"
        ),
        slip("a(1 − a) fed z", slope=lambda z, a: z * (1 - z)).asks(
            "In a(1 − a), is a what goes into the sigmoid or what comes out?"
        ),
        slip("slope at a", slope=lambda z, a: sigmoid_prime(a)).asks(
            "How often did you apply the sigmoid on the way to the slope?"
        ),
        slip("height for slope", slope=lambda z, a: a).asks(
            "Is that how high the sigmoid stands at z, or how fast it rises there?"
        ),
        slip("inner slopes exchanged", inner=lambda w, x: (w, x)).asks(
            "A multiply gate with the inputs w2 and x2: which of them is its slope by w2?"
        ),
        slip("slope of z, not of a", result={"by_w2": -1.5, "by_x2": -0.4}).asks(
            "How many links lie between w2 and a, and how many factors has your product?"
        ),
        slip("first input taken", pick=0).asks("Which of the three inputs is x2?"),
        slip("third input taken", pick=2).asks("From which number are the inputs counted?"),
        slip("tanh for σ", squash=np.tanh).asks("Which activation does this neuron have?"),
        slip("σ turned round", squash=lambda z: sigmoid(-z)).asks(
            "Is a above one half where z is positive, or below?"
        ),
        slip("rule of tanh", slope=lambda z, a: 1 - a**2).asks("Which curve has the slope 1 − a²?"),
    ],
)
