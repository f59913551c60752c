"""Turn a layer's delta into the gradients of its weights and biases, summed over the batch."""

import numpy as np

from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_08_any_depth.shared import signed


def layer_gradients(A_prev, dZ, *, total=lambda dZ: dZ.sum(axis=0)):
    """Return dL/dW and dL/db of a layer."""
    return A_prev.T @ dZ, total(dZ)


def cases(rng):
    """Draw six layers; one sample, one input, one neuron, and all three alike; no sum cancels."""

    def deltas(N, n_out):
        while np.abs((dZ := signed(rng, (N, n_out))).sum(axis=0)).max() < 0.3:
            pass
        return dZ

    return [
        call_case(
            f"{N} sample{'s' * (N > 1)}, {n_in} input{'s' * (n_in > 1)}, "
            f"{n_out} neuron{'s' * (n_out > 1)}",
            A_prev=signed(rng, (N, n_in)),
            dZ=deltas(N, n_out),
        )
        for N, n_in, n_out in ((5, 3, 4), (2, 4, 3), (7, 2, 1), (3, 3, 3), (1, 3, 2), (4, 1, 3))
    ]


EXERCISE = Function(
    layer_gradients,
    cases,
    title="Turn a layer's delta into its gradients",
    points=3,
    difficulty=2,
    core=True,
    returns=("dW", "db"),
    read_again="Gradients: where a batch adds up",
    slips=[
        slip("mean for sum", total=lambda dZ: dZ.mean(axis=0)).asks(
            "Do weights and biases treat the samples alike in your answer?"
        ),
        slip("averaged again", given=lambda A_prev, dZ: (A_prev, dZ / len(dZ))).asks(
            "Is the 1/N of the loss already inside dZ?"
        ),
        slip("wrong axis", total=lambda dZ: dZ.sum(axis=1)).asks(
            "How many entries has your db, and how many neurons has the layer?"
        ),
        slip("a row matrix for a vector", total=lambda dZ: dZ.sum(axis=0, keepdims=True)).asks(
            "b has one axis. How many has your db?"
        ),
        slip("one number for all biases", total=lambda dZ: dZ.sum()).asks(
            "Do all neurons of the layer share one bias?"
        ),
        slip("samples not summed", total=lambda dZ: dZ).asks(
            "Your db has a row for every sample. How many rows has b?"
        ),
        slip("last sample only", given=lambda A_prev, dZ: (A_prev[-1:], dZ[-1:])).asks(
            "What became of the other samples of the batch?"
        ),
        slip("gradient transposed", result=lambda out: (out[0].T, out[1])).asks(
            "Which shape must dW have, so that it can be subtracted from W?"
        ),
    ],
)
