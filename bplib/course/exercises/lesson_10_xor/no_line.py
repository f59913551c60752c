"""Prove that no line separates XOR: add its scores at opposite corners, then add one product."""

from operator import add, sub

from bplib.course.checks import Expressions, slip
from bplib.course.checks.algebra import sp


def no_line(*, corners=("l", "h"), plus=add, biases=2, products=2, minus=sub):
    """Return the sums of a line's scores where y is 1 and 0, and the gap that w3 x1 x2 opens."""
    w1, w2, w3, b = sp.symbols("w1 w2 w3 b")
    low, high = map(sp.sympify, corners)
    ones = plus(w1 * low + w2 * high, w1 * high + w2 * low) + biases * b
    zeros = plus(w1 * low + w2 * low, w1 * high + w2 * high) + biases * b
    gap = minus(w3 * products * low * high, w3 * (low**2 + high**2))
    return {"ones": ones, "zeros": zeros, "gap": gap}


EXERCISE = Expressions(
    no_line,
    title="Prove that no line separates XOR",
    points=2,
    difficulty=1,
    read_again="By hand: why one line is not enough",
    symbols={
        "w1": (-2, 2),
        "w2": (-2, 2),
        "w3": (0.5, 2),
        "b": (-2, 2),
        "l": (-1.5, -0.2),
        "h": (0.5, 2),
    },
    slips=[
        slip("bias once", biases=1).asks("You added two scores. How many biases are in the sum?"),
        slip("corners at 0 and 1", corners=(0, 1)).asks(
            "Which two values do the inputs take here?"
        ),
        slip("difference the other way round", minus=lambda ones, zeros: zeros - ones).asks(
            "Which of the two sums is to be subtracted from which?"
        ),
        slip("product counted once", products=1).asks(
            "At how many of the four corners does x1 times x2 appear?"
        ),
        slip("one corner doubled", plus=lambda first, second: 2 * first).asks(
            "Two corners make each sum. Do both have the same score?"
        ),
        slip("one corner alone", plus=lambda first, second: first, biases=1).asks(
            "Of how many corners is the sum of the scores asked for?"
        ),
        slip("the other corner alone", plus=lambda first, second: second, biases=1).asks(
            "Of how many corners is the sum of the scores asked for?"
        ),
    ],
)
