"""A whole layer on a whole batch."""

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_03_neurons_and_activations.shared import Array


def dense_forward(A_prev: Array, W: Array, b: Array) -> Array:
    """Return Z = A_prev W + b."""
    return A_prev @ W + b


_SHAPES = (
    (4, 2, 1, "a single neuron"),
    (5, 3, 4, "all dimensions different"),
    (3, 3, 3, "all dimensions equal"),
    (1, 4, 2, "a single sample"),
    (2, 5, 3, "all dimensions different"),
)


def _dense_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for samples, n_in, n_out, note in _SHAPES:
        A_prev, W = rng.normal(size=(samples, n_in)), rng.normal(size=(n_in, n_out))
        b = rng.uniform(0.5, 1.5, n_out) * rng.choice([-1.0, 1.0], n_out)
        cases.append(call_case(note, A_prev=A_prev, W=W, b=b))
    return cases


EXERCISE = Function(
    dense_forward,
    _dense_cases,
    title="A whole layer on a whole batch",
    points=3,
    difficulty=2,
    minutes=4,
    read_again="A layer on a batch",
    slips=[
        slip("bias down the columns", instead=lambda A_prev, W, b: A_prev @ W + b[:, None]).asks(
            "Does each neuron have its own bias, or each sample?"
        ),
        slip(
            "bias copied for each sample",
            instead=lambda A_prev, W, b: A_prev @ W + np.repeat(b, len(A_prev)),
        ).asks(
            "Beside an array of shape (n, 1), along which axis does NumPy lay one of shape (n,)?"
        ),
        slip("bias forgotten", instead=lambda A_prev, W, b: A_prev @ W).asks(
            "What is Z where a sample is all zeros?"
        ),
        slip(
            "bias inside the sum", instead=lambda A_prev, W, b: A_prev @ W + A_prev.shape[1] * b
        ).asks("How often does a neuron add its bias, however many inputs it has?"),
        slip("biases summed", instead=lambda A_prev, W, b: A_prev @ W + b.sum()).asks(
            "Does every neuron get its own bias, or the total of all?"
        ),
        slip("weights transposed", instead=lambda A_prev, W, b: A_prev @ W.T + b).asks(
            "W has the shape (n_in, n_out). Which of its axes should meet the inputs?"
        ),
        slip("column form", instead=lambda A_prev, W, b: W @ A_prev + b).asks(
            "Is a sample a row or a column of A_prev, and on which side does W then stand?"
        ),
        slip("answer transposed", instead=lambda A_prev, W, b: (A_prev @ W + b).T).asks(
            "Should row 0 of Z belong to sample 0 or to neuron 0?"
        ),
        slip("first sample only", instead=lambda A_prev, W, b: A_prev[0] @ W + b).asks(
            "How many samples came in, and how many rows went out?"
        ),
        slip("entry by entry", instead=lambda A_prev, W, b: A_prev * W + b).asks(
            "Does a neuron multiply its inputs and weights only, or add up the products as well?"
        ),
    ],
)
