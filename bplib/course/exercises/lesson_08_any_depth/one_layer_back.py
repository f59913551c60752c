"""Write one layer's way back in letters: two samples, three inputs, four neurons.

`s` holds the slopes of the layer before, so that its delta can be written down too.
"""

from bplib.course.checks import Expressions, slip
from bplib.course.checks.algebra import sp


def one_layer_back(
    *,
    batch=lambda A_prev, dZ: (A_prev, dZ),
    total=lambda dZ: dZ.ones(1, dZ.rows) * dZ,
    slope=lambda A_prev, S: S,
    received=lambda A_prev, S: A_prev,
):
    """Return dL/dW and dL/db of a layer, and dL/dZ of the layer before it."""

    def matrix(letter, rows, columns):
        return sp.Matrix(rows, columns, lambda r, c: sp.Symbol(f"{letter}_{r + 1}{c + 1}"))

    A_prev, W = matrix("a", 2, 3), matrix("w", 3, 4)
    dZ, S = matrix("d", 2, 4), matrix("s", 2, 3)
    A, delta = batch(received(A_prev, S), dZ)
    return {
        "dW": A.T * delta,
        "db": total(delta),
        "dZ_prev": (dZ * W.T).multiply_elementwise(slope(A_prev, S)),
    }


EXERCISE = Expressions(
    one_layer_back,
    title="Write one layer's way back in letters",
    points=3,
    difficulty=2,
    read_again="By hand: the same by shapes alone",
    symbols={
        **{f"a_{n}{i}": (0.2, 2.0) for n in (1, 2) for i in (1, 2, 3)},
        **{f"w_{i}{j}": (-2.0, 2.0) for i in (1, 2, 3) for j in (1, 2, 3, 4)},
        **{f"d_{n}{j}": (-1.0, 1.0) for n in (1, 2) for j in (1, 2, 3, 4)},
        **{f"s_{n}{i}": (0.1, 0.9) for n in (1, 2) for i in (1, 2, 3)},
    },
    slips=[
        slip("mean for sum", batch=lambda A_prev, dZ: (A_prev, dZ / 2)).asks(
            "The 1/N of the loss: is it already inside dZ, or still to come?"
        ),
        slip("last sample only", batch=lambda A_prev, dZ: (A_prev[1, :], dZ[1, :])).asks(
            "On how many samples does one weight act, and how many of them are in your dW?"
        ),
        slip("gradient transposed", result=lambda out: {**out, "dW": out["dW"].T}).asks(
            "Could your dW be subtracted from W?"
        ),
        slip("one number for all biases", total=lambda dZ: dZ.ones(1, 1) * sum(dZ)).asks(
            "How many neurons has the layer, and how many biases?"
        ),
        slip("summed across the neurons", total=lambda dZ: dZ * dZ.ones(4, 1)).asks(
            "Do two neurons share a bias, or do two samples?"
        ),
        slip("slope forgotten", slope=lambda A_prev, S: S.ones(2, 3)).asks(
            "Is your dZ_prev a derivative by Z_prev, or by A_prev?"
        ),
        slip("activation for slope", slope=lambda A_prev, S: A_prev).asks(
            "Which of your letters says how fast A_prev answers when Z_prev moves?"
        ),
        slip("bias of the first sample", total=lambda dZ: dZ[:1, :]).asks(
            "On how many samples does one bias act, and how many of them are in your db?"
        ),
        slip("bias of the last sample", total=lambda dZ: dZ[-1:, :]).asks(
            "On how many samples does one bias act, and how many of them are in your db?"
        ),
        slip("bias averaged", total=lambda dZ: dZ.ones(1, dZ.rows) * dZ / 2).asks(
            "Do weights and biases treat the samples alike in your answer?"
        ),
        slip("samples not summed", total=lambda dZ: dZ).asks(
            "Your db has a row for every sample. How many rows has b?"
        ),
        slip("slope for activation", received=lambda A_prev, S: S).asks(
            "What does W multiply in the forward pass: an activation, or a slope?"
        ),
    ],
)
