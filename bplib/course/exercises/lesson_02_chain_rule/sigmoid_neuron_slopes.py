"""Derive the three slopes of a sigmoid neuron: by its weight, its bias and its input."""

from bplib.course.checks import Expressions, slip
from bplib.course.checks.algebra import sp


def sigmoid(z):
    """Return the sigmoid as an expression."""
    return 1 / (1 + sp.exp(-z))


def slope(z):
    """Return the slope of the sigmoid as an expression."""
    return sigmoid(z) * (1 - sigmoid(z))


def sigmoid_neuron_slopes(
    *,
    outer=slope,
    at=lambda w, x, b: w * x + b,
    by_w=lambda w, x: x,
    by_b=lambda b: 1,
    by_x=lambda w, x: w,
):
    """Return the slopes of σ(wx + b): the outer one times that of wx + b."""
    w, x, b = sp.symbols("w x b")
    s = outer(at(w, x, b))
    return {"d_w": s * by_w(w, x), "d_b": s * by_b(b), "d_x": s * by_x(w, x)}


EXERCISE = Expressions(
    sigmoid_neuron_slopes,
    title="Three slopes of one neuron",
    points=3,
    difficulty=3,
    read_again="One chain: links multiply",
    symbols={"w": (-1.5, 1.5), "x": (-2.0, 2.0), "b": (-1.0, 1.0)},
    slips=[
        slip("inner slope forgotten", by_w=lambda w, x: 1, by_x=lambda w, x: 1).asks(
            "If w grows by 1, by how much does wx + b grow?"
        ),
        slip("inner slopes exchanged", by_w=lambda w, x: w, by_x=lambda w, x: x).asks(
            "Which of w and x is held still when you differentiate by w?"
        ),
        slip("bias scaled", by_b=lambda b: b).asks("What is the slope of wx + b by b?"),
        slip("outer slope at x", at=lambda w, x, b: x).asks(
            "What does the sigmoid receive in this neuron: x, or something else?"
        ),
        slip("outer slope at the output", at=lambda w, x, b: sigmoid(w * x + b)).asks(
            "Where on its curve is the sigmoid: at its own input, or at its own output?"
        ),
        slip("z(1 − z)", outer=lambda z: z * (1 - z)).asks(
            "In s(1 − s), is s what goes into the sigmoid, or what comes out?"
        ),
        slip("not differentiated", outer=sigmoid).asks(
            "Is the outer factor the sigmoid itself, or how fast it rises?"
        ),
        slip("sign of the exponent", outer=lambda z: -slope(z)).asks(
            "Does the sigmoid rise or fall? Which signs meet when you differentiate exp(−z)?"
        ),
        slip("slope of tanh", outer=lambda z: 1 - sigmoid(z) ** 2).asks(
            "Which curve has the slope 1 − a²?"
        ),
        slip("bias left out of the sigmoid", at=lambda w, x, b: w * x).asks(
            "Which three quantities go into the sigmoid?"
        ),
        slip("square of the sigmoid", outer=lambda z: sigmoid(z) ** 2).asks(
            "In s(1 − s), how large is the second factor where s is almost 1?"
        ),
        slip("both inner slopes", by_w=lambda w, x: w * x, by_x=lambda w, x: w * x).asks(
            "Of wx by w: does w itself stand in the slope?"
        ),
        slip("outer slope forgotten", outer=lambda z: z**0).asks(
            "These are the slopes of wx + b. What comes after it in the chain?"
        ),
    ],
)
