"""Send a whole batch through a whole layer: Z = A_prev W + b."""

import numpy as np

from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_04_neurons_and_activations.shared import overwritten


def dense_forward(A_prev, W, b, *, weigh=np.matmul, bias=lambda b, A_prev: b):
    """Return Z, (n, n_out), from A_prev, (n, n_in), W, (n_in, n_out), and b, (n_out,)."""
    return weigh(A_prev, W) + bias(b, A_prev)


SHAPES = (
    (4, 2, 1, "a single neuron"),
    (5, 3, 4, "all dimensions different"),
    (3, 3, 3, "all dimensions equal"),
    (1, 4, 2, "a single sample"),
    (3, 1, 2, "a single input"),
)


def cases(rng):
    """Draw layers of several shapes, no bias near zero."""

    def case(samples, n_in, n_out, note):
        A_prev, W = rng.normal(size=(samples, n_in)), rng.normal(size=(n_in, n_out))
        b = rng.uniform(0.5, 1.5, n_out) * rng.choice([-1.0, 1.0], n_out)
        return call_case(note, A_prev=A_prev, W=W, b=b)

    return [case(*shape) for shape in SHAPES]


EXERCISE = Function(
    dense_forward,
    cases,
    title="A whole layer on a whole batch",
    points=3,
    core=True,
    difficulty=2,
    pure=True,
    read_again="A layer on a batch",
    slips=[
        slip("bias down the columns", bias=lambda b, A_prev: b[:, None]).asks(
            "Does each neuron have its own bias, or each sample?"
        ),
        slip("bias copied for each sample", bias=lambda b, A_prev: np.repeat(b, len(A_prev))).asks(
            "Beside an array of shape (n, 1), along which axis does NumPy lay one of shape (n,)?"
        ),
        slip("bias forgotten", bias=lambda b, A_prev: 0).asks(
            "What is Z where a sample is all zeros?"
        ),
        slip("bias inside the sum", bias=lambda b, A_prev: A_prev.shape[1] * b).asks(
            "How often does a neuron add its bias, however many inputs it has?"
        ),
        slip("biases summed", bias=lambda b, A_prev: b.sum()).asks(
            "Does every neuron get its own bias, or the total of all?"
        ),
        slip("weights transposed", weigh=lambda A_prev, W: A_prev @ W.T).asks(
            "W has the shape (n_in, n_out). Which of its axes should meet the inputs?"
        ),
        slip("column form", weigh=lambda A_prev, W: W @ A_prev).asks(
            "Is a sample a row or a column of A_prev, and on which side does W then stand?"
        ),
        slip("answer transposed", result=np.transpose).asks(
            "Should row 0 of Z belong to sample 0 or to neuron 0?"
        ),
        slip("squeezed", result=np.squeeze).asks(
            "How many axes has Z for a single sample, or for a single neuron?"
        ),
        slip("changed in place", given=overwritten).asks(
            "After the call, what has become of the A_prev that you were given?"
        ),
        slip("first sample only", weigh=lambda A_prev, W: A_prev[0] @ W).asks(
            "How many samples came in, and how many rows went out?"
        ),
        slip("entry by entry", weigh=np.multiply).asks(
            "Does a neuron multiply its inputs and weights only, or add up the products as well?"
        ),
        slip("bias added twice", bias=lambda b, A_prev: 2 * b).asks(
            "How often does a neuron add its bias?"
        ),
        slip("first bias for all", bias=lambda b, A_prev: b[0]).asks(
            "How many biases has the layer, and how many of them do you use?"
        ),
        slip("averaged over the inputs", weigh=lambda A_prev, W: A_prev @ W / len(W)).asks(
            "Does a neuron add what its inputs send, or average it?"
        ),
        slip("last input only", weigh=lambda A_prev, W: A_prev[:, -1:] * W[-1:]).asks(
            "When the second input has its turn, what becomes of what the first one sent?"
        ),
    ],
)
